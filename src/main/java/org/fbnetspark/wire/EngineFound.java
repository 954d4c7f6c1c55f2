package org.fbnetspark.wire;

import java.io.Serializable;

/**
 * Who computes networks in an executor.
 *
 * @param engine name, version and instruction set
 * @param processor model of the CPU, or {@link HostFacts#UNKNOWN}
 */
public record EngineFound(String engine, String processor) implements Serializable {}

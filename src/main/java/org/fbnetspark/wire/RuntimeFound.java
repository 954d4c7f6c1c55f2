package org.fbnetspark.wire;

import java.io.Serializable;

/**
 * Whether an executor has ONNX Runtime.
 *
 * @param version of the library; empty where it cannot be loaded
 * @param problem why not; empty where it can
 */
public record RuntimeFound(String version, String problem) implements Serializable {}

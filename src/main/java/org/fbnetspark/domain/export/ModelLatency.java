package org.fbnetspark.domain.export;

import org.fbnetspark.domain.latency.LatencySetting;

/**
 * Time of an exported model as a whole.
 *
 * @param file of the model
 * @param setting machines, runtime, number format, batch and threads
 * @param medianMicros of one run, in microseconds; weights and images are random, for times do not
 *     depend on them
 * @param intervalMicros half the width of the 95 % interval of the median
 */
public record ModelLatency(
    String file, LatencySetting setting, double medianMicros, double intervalMicros) {}

package org.fbnetspark.domain.export;

/**
 * How a network is exported.
 *
 * @param int8 whether a model in 8 bits is made too
 * @param calibrationImages training images that its ranges are taken from, at least 1
 * @param latency whether the models are timed
 */
public record ExportSettings(boolean int8, int calibrationImages, boolean latency) {}

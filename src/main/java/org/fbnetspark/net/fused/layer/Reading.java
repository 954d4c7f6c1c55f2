package org.fbnetspark.net.fused.layer;

/**
 * Something that a layer reads.
 *
 * @param branch of the node, by which it is known what is read
 * @param rectified whether it is read through a ReLU, which is computed once for all that do
 */
public record Reading(int branch, boolean rectified) {}

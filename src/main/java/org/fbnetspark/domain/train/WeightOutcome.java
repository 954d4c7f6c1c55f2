package org.fbnetspark.domain.train;

/**
 * Answer of a round in which shards train side by side.
 *
 * @param weights mean over the shards, weighted by their examples; the weights given where no shard
 *     counted
 * @param tally what was counted
 */
public record WeightOutcome(Weights weights, Tally tally) {}

package org.fbnetspark.domain.train;

/**
 * Answer of a round in which shards train side by side.
 *
 * @param weights mean over the shards, weighted by their examples; the weights given where no shard
 *     counted
 * @param steps that the shard with the most examples took; 0 where no shard counted
 * @param tally what was counted
 */
public record WeightOutcome(Weights weights, int steps, Tally tally) {}

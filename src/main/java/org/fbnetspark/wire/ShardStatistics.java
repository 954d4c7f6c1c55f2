package org.fbnetspark.wire;

import java.io.Serializable;
import org.fbnetspark.domain.train.PopulationStatistics;

/**
 * Means and variances of one shard's batches.
 *
 * @param shard index of the logical shard
 * @param statistics of its batches
 */
public record ShardStatistics(int shard, PopulationStatistics statistics) implements Serializable {}

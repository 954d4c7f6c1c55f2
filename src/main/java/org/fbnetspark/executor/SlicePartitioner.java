package org.fbnetspark.executor;

import org.apache.spark.Partitioner;
import org.fbnetspark.wire.SliceKey;

/** Brings the same slice of every shard together, a partition for each slice. */
public final class SlicePartitioner extends Partitioner {

  private static final long serialVersionUID = 1L;

  private final int slices;

  /** Partitions for this many slices. */
  public SlicePartitioner(int slices) {
    this.slices = slices;
  }

  @Override
  public int numPartitions() {
    return slices;
  }

  @Override
  public int getPartition(Object key) {
    return ((SliceKey) key).slice();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlicePartitioner that && slices == that.slices;
  }

  @Override
  public int hashCode() {
    return slices;
  }
}

package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;

/**
 * What the architectures of one goal counted on one shard.
 *
 * @param goal counted from 0
 * @param counted by each of them, in order
 */
public record SampleResult(int goal, List<ShardResult> counted) implements Serializable {

  /** Copies the list. */
  public SampleResult {
    counted = List.copyOf(counted);
  }
}

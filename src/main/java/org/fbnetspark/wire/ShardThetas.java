package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.theta.Theta;

/**
 * What shards draw their gates from in a weight round. Where a search has several goals, their
 * thetas take turns.
 *
 * @param goals one for each goal, at least one
 * @param first the goal of shard 0, counted from 0
 */
public record ShardThetas(List<Theta> goals, int first) implements Serializable {

  /** Copies the list. */
  public ShardThetas {
    goals = List.copyOf(goals);
  }

  /** The same for all shards. */
  public static ShardThetas one(Theta theta) {
    return new ShardThetas(List.of(theta), 0);
  }

  /** That of a shard. */
  public Theta of(int shard) {
    return goals.get((int) (((long) first + shard) % goals.size()));
  }
}

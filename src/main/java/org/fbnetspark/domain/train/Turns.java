package org.fbnetspark.domain.train;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.random.Shuffle;
import org.fbnetspark.domain.theta.Gates;

/**
 * A choice whose candidates take turns, whatever theta says: each is the only one in one of every
 * so many steps as there are of them, in an order that is drawn anew each time.
 *
 * <p>Source: Chu, Zhang, Xu, FairNAS (arXiv 1907.01845): strict fairness. There the gradients of
 * such steps are summed to one; here each is a step of its own.
 *
 * @param choice index of the choice
 * @param candidates that take turns, at least one
 */
public record Turns(int choice, List<Integer> candidates) implements Serializable {

  /** Copies the list. */
  public Turns {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("Turns need a candidate to take them");
    }
  }

  /**
   * Gates of which those of some choices are the candidates' whose turn it is.
   *
   * @param turns of different choices; none leave the gates as they are
   * @param step of the training, counted from 0
   * @param seeds the same in every step
   */
  public static Gates in(Gates gates, List<Turns> turns, long step, SeedTree seeds) {
    Gates taken = gates;
    for (Turns one : turns) {
      taken = taken.with(one.choice, one.at(step, seeds.child(one.choice)));
    }
    return taken;
  }

  private int at(long step, SeedTree seeds) {
    int[] order = candidates.stream().mapToInt(Integer::intValue).toArray();
    Shuffle.of(order, seeds.child(step / order.length).generator());
    return order[(int) (step % order.length)];
  }
}

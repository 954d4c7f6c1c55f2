package org.fbnetspark.search;

import java.util.List;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Weights;

/**
 * All that a search has to remember between two epochs: with the settings, the data and the cost
 * table it decides every bit that follows. Random numbers need no state of their own, for they are
 * named by seed, epoch, round, shard and step.
 *
 * @param epoch epochs completed, and so the index of the next one
 * @param seed root of every random number
 * @param goals what is remembered of each goal, in the order of the goals; at least one
 * @param weights the supernet's weights and momentum, which all goals share
 */
public record SearchState(int epoch, long seed, List<GoalState> goals, Weights weights) {

  /** Copies the list and rejects an empty one. */
  public SearchState {
    goals = List.copyOf(goals);
    if (goals.isEmpty()) {
      throw new IllegalArgumentException("A search has at least one goal");
    }
  }

  /**
   * Before the first epoch.
   *
   * @param thetas where each goal's begins
   */
  public static SearchState initial(long seed, List<Theta> thetas, Weights weights) {
    return warmedUp(0, seed, thetas, weights);
  }

  /** After epochs in which every theta stood still. */
  public static SearchState warmedUp(int epochs, long seed, List<Theta> thetas, Weights weights) {
    return new SearchState(epochs, seed, thetas.stream().map(GoalState::initial).toList(), weights);
  }

  /** Theta of each goal. */
  public List<Theta> thetas() {
    return goals.stream().map(GoalState::theta).toList();
  }
}

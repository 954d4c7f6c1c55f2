package org.fbnetspark.search;

import java.util.Arrays;
import org.fbnetspark.domain.train.Tally;

/** What the theta rounds of an epoch have counted so far, for each goal and together. */
final class ThetaTally {

  private final Tally[] goals;
  private final double[] lossSums;
  private final double[] rewardSums;
  private Tally together = Tally.EMPTY;
  private int rounds;

  ThetaTally(int goals) {
    this.goals = new Tally[goals];
    this.lossSums = new double[goals];
    this.rewardSums = new double[goals];
    Arrays.fill(this.goals, Tally.EMPTY);
  }

  void add(SearchWorkers.ThetaOutcomes outcomes) {
    for (int i = 0; i < goals.length; i++) {
      SearchWorkers.ThetaOutcome outcome = outcomes.goals().get(i);
      goals[i] = goals[i].plus(outcome.tally());
      lossSums[i] += outcome.loss() * outcome.tally().examples();
      rewardSums[i] += outcome.reward().orElse(0);
    }
    together = together.plus(outcomes.tally());
    rounds++;
  }

  /** Rounds that were added; none while theta is frozen. */
  int rounds() {
    return rounds;
  }

  Tally together() {
    return together;
  }

  Tally of(int goal) {
    return goals[goal];
  }

  /** The mean over the rounds of what was rewarded in each. */
  double reward(int goal) {
    return rewardSums[goal] / rounds;
  }

  /** The hardware-aware loss, the mean over the rounds' examples. */
  double hardwareLoss(int goal) {
    return lossSums[goal] / goals[goal].examples();
  }
}

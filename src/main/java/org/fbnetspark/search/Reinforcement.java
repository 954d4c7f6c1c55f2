package org.fbnetspark.search;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Derivation;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.fbnetspark.domain.train.Tally;

/**
 * {@link ThetaRule.Reinforce} for one goal.
 *
 * @param rule how many are drawn, and how the baseline moves
 * @param loss the reward; or that a target is led to, and then the accuracy alone is rewarded
 * @param costs of architectures
 */
record Reinforcement(ThetaRule.Reinforce rule, HardwareLoss loss, CostTable costs) {

  /** The architectures that a round judges. */
  List<int[]> samples(Theta theta, SeedTree seeds) {
    return Derivation.sample(theta, rule.samples(), seeds.generator());
  }

  /**
   * What theta is to step along.
   *
   * @param samples the architectures
   * @param judged what each of them counted; one that counted nothing has a reward of 0
   * @param led costs that the search leads, whose expectation under theta has an exact slope
   */
  SearchWorkers.ThetaOutcome outcome(
      GoalState goal, List<int[]> samples, SearchWorkers.Judged judged, List<CostTable> led) {
    Theta theta = goal.theta();
    double[] rewards =
        IntStream.range(0, samples.size())
            .mapToDouble(i -> reward(samples.get(i), judged.architectures().get(i)))
            .toArray();
    double mean = Arrays.stream(rewards).sum() / rewards.length;
    double baseline = goal.baseline().orElse(mean);
    ThetaGradient gradient = ThetaGradient.zeros(theta);
    double losses = 0;
    for (int i = 0; i < rewards.length; i++) {
      gradient.add(
          theta.logProbabilityGradient(samples.get(i)), (baseline - rewards[i]) / rewards.length);
      Tally one = judged.architectures().get(i);
      if (one.examples() > 0) {
        double cost = costs.of(samples.get(i));
        losses += one.examples() * loss.at(one.meanLoss(), cost).loss();
      }
    }
    return new SearchWorkers.ThetaOutcome(
        gradient,
        led.stream().map(one -> one.expectedGradient(theta)).toList(),
        losses / judged.tally().examples(),
        judged.tally(),
        OptionalDouble.of(mean));
  }

  private double reward(int[] picks, Tally counted) {
    if (counted.examples() == 0) {
      return 0;
    }
    return loss instanceof HardwareLoss.Reward reward
        ? reward.of(counted.accuracy(), costs.of(picks))
        : counted.accuracy();
  }

  /** The baseline of the next step. */
  double moved(GoalState goal, double meanReward) {
    double baseline = goal.baseline().orElse(meanReward);
    return baseline + rule.pace() * (meanReward - baseline);
  }
}

package org.fbnetspark.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.testing.Changed;
import org.junit.jupiter.api.Test;

class ReinforcementTest {

  private static final int[] CANDIDATES = {3, 2};
  private static final Theta THETA = Theta.of(new double[][] {{0.3, -1, 0.8}, {0.4, -0.2}});
  private static final CostTable COSTS =
      CostTable.of(CostKind.MACS, 10, new double[][] {{10, 60, 200}, {5, 90}});
  private static final HardwareLoss REWARD = new HardwareLoss.Reward(0.4, 100);
  private static final ThetaRule.Reinforce ONE = new ThetaRule.Reinforce(1, 0.99);
  private static final ThetaRule.Reinforce TWO = new ThetaRule.Reinforce(2, 0.25);

  /** Every architecture once. */
  private static List<int[]> all() {
    List<int[]> all = new ArrayList<>();
    for (int first = 0; first < CANDIDATES[0]; first++) {
      for (int second = 0; second < CANDIDATES[1]; second++) {
        all.add(new int[] {first, second});
      }
    }
    return all;
  }

  private static Tally counted(int[] picks) {
    return new Tally(50, 60, 45 - 11L * picks[0] - 4L * picks[1], 0, 0, List.of());
  }

  private static SearchWorkers.Judged judged(List<int[]> samples) {
    Tally together = Tally.EMPTY;
    for (int[] sample : samples) {
      together = together.plus(counted(sample));
    }
    return new SearchWorkers.Judged(
        samples.stream().map(ReinforcementTest::counted).toList(), together);
  }

  private static GoalState state(Optional<Double> baseline) {
    GoalState initial = GoalState.initial(THETA);
    return new GoalState(THETA, initial.moments(), initial.controller(), baseline);
  }

  private static double expectedReward(Theta theta) {
    double sum = 0;
    for (int[] picks : all()) {
      double reward = counted(picks).accuracy() * Math.pow(100 / COSTS.of(picks), 0.4);
      sum += Math.exp(theta.logProbability(picks)) * reward;
    }
    return sum;
  }

  /** With a baseline from before, whatever it is; against central differences. */
  @Test
  void inTheMeanTheGradientIsThatOfTheExpectedReward() {
    for (double baseline : new double[] {0, 0.6}) {
      for (ThetaRule.Reinforce rule : List.of(ONE, TWO)) {
        ThetaGradient mean = ThetaGradient.zeros(THETA);
        Reinforcement by = new Reinforcement(rule, REWARD, COSTS);
        for (int[] one : all()) {
          for (int[] other : rule.samples() == 1 ? List.of(one) : all()) {
            List<int[]> samples = rule.samples() == 1 ? List.of(one) : List.of(one, other);
            double p =
                samples.stream()
                    .mapToDouble(s -> Math.exp(THETA.logProbability(s)))
                    .reduce(1, (a, b) -> a * b);
            mean.add(
                by.outcome(state(Optional.of(baseline)), samples, judged(samples), List.of())
                    .gradient(),
                p);
          }
        }
        double[][] rows = mean.rows();
        for (int choice = 0; choice < rows.length; choice++) {
          for (int i = 0; i < rows[choice].length; i++) {
            double slope =
                (expectedReward(nudged(choice, i, 1e-4)) - expectedReward(nudged(choice, i, -1e-4)))
                    / 2e-4;
            assertThat(rows[choice][i]).isCloseTo(-slope, within(1e-8));
          }
        }
      }
    }
  }

  private static Theta nudged(int choice, int candidate, double step) {
    double[][] rows = THETA.rows();
    rows[choice][candidate] += step;
    return Theta.of(rows);
  }

  @Test
  void theBaselineBeginsAtTheFirstMeanAndFollows() {
    List<int[]> samples = List.of(new int[] {0, 0}, new int[] {2, 1});
    Reinforcement by = new Reinforcement(TWO, new HardwareLoss.ToTarget(), COSTS);
    SearchWorkers.ThetaOutcome first =
        by.outcome(state(Optional.empty()), samples, judged(samples), List.of(COSTS));
    double mean = (45 + 19) / 100.0;
    assertThat(first.reward()).hasValue(mean);
    assertThat(by.moved(state(Optional.empty()), mean)).isEqualTo(mean);
    assertThat(by.moved(state(Optional.of(0.5)), 0.9)).isCloseTo(0.6, within(1e-12));
    // The better half rises by what the other one falls by.
    assertThat(first.gradient().rows()[0][0]).isNegative();
    assertThat(first.gradient().rows()[0][2]).isPositive();
    assertThat(first.costGradients()).containsExactly(COSTS.expectedGradient(THETA));
  }

  @Test
  void anArchitectureThatCountsNothingHasNoReward() {
    List<int[]> samples = List.of(new int[] {0, 0}, new int[] {2, 1});
    SearchWorkers.Judged judged =
        new SearchWorkers.Judged(
            List.of(counted(samples.get(0)), Tally.EMPTY), counted(samples.get(0)));
    SearchWorkers.ThetaOutcome outcome =
        new Reinforcement(TWO, new HardwareLoss.ToTarget(), COSTS)
            .outcome(state(Optional.empty()), samples, judged, List.of());
    assertThat(outcome.reward()).hasValue(0.45);
    assertThat(outcome.loss()).isEqualTo(1.2);
  }

  @Test
  void samplesFollowTheSeedAlone() {
    Reinforcement by = new Reinforcement(new ThetaRule.Reinforce(10, 1), REWARD, COSTS);
    List<int[]> once = by.samples(THETA, new SeedTree(3));
    assertThat(once).hasSize(10);
    assertThat(by.samples(THETA, new SeedTree(3)).toArray(int[][]::new))
        .isDeepEqualTo(once.toArray(int[][]::new));
    assertThat(Arrays.deepToString(by.samples(THETA, new SeedTree(4)).toArray()))
        .isNotEqualTo(Arrays.deepToString(once.toArray()));
    assertThatIllegalArgumentException().isThrownBy(() -> new ThetaRule.Reinforce(0, 0.5));
    assertThatIllegalArgumentException().isThrownBy(() -> new ThetaRule.Reinforce(1, 0));
  }

  private static SearchSettings settings() {
    SearchSettings plain = ToySearch.settings(30, 1);
    return Changed.of(
        plain,
        Changed.of(plain.theta(), new ThetaRule.Reinforce(10, 0.99)),
        new GateRule.Paths(1),
        new HardwareLoss.Reward(0.1, 1000));
  }

  private static SearchLoop loop(Checkpoints checkpoints, ToySearch.Told told) {
    SearchSettings settings = settings();
    SearchHealth health =
        SearchHealth.of(ToySearch.SPACE, ToySearch.health().costs(), List.of(), settings);
    return new SearchLoop(
        settings,
        List.of(Goal.only(settings, health)),
        new ToySearch.Workers(settings.alternation()),
        checkpoints,
        told);
  }

  @Test
  void theLoopMovesToWhatIsRewardedAndTellsOfIt() {
    ToySearch.Memory memory = new ToySearch.Memory();
    ToySearch.Told told = new ToySearch.Told();
    SearchState end = loop(memory, told).run(ToySearch.initial());
    for (int choice = 0; choice < 2; choice++) {
      double[] p = end.goals().get(0).theta().probabilities(choice);
      assertThat(p[0]).isGreaterThan(1 / 3.0 + 0.05);
      assertThat(p[2]).isLessThan(1 / 3.0);
    }
    List<Figure> first = told.epochs.get(0).figures();
    List<Figure> last = told.epochs.get(29).figures();
    assertThat(first).noneMatch(figure -> figure.name().equals("theta/reward"));
    assertThat(last)
        .anyMatch(figure -> figure.name().equals("theta/reward") && figure.value() > 0.2)
        .anyMatch(
            figure ->
                figure.name().equals("theta/baseline")
                    && figure.value() == end.goals().get(0).baseline().orElseThrow());

    // From any checkpoint the rest is the same.
    for (int epoch : new int[] {1, 2, 17}) {
      ToySearch.Memory resumed = new ToySearch.Memory();
      resumed.commit(memory.kept.get(epoch));
      assertThat(loop(resumed, new ToySearch.Told()).run(ToySearch.initial())).isEqualTo(end);
    }
  }
}

package org.fbnetspark.domain.theta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GateRuleTest {

  private static final Theta THETA = Theta.of(new double[][] {{0.3, -1, 2, 0}, {1, 1}});
  private static final GateRule.Gumbel SOFT = new GateRule.Gumbel(false, false);
  private static final GateRule.Gumbel SOFT_PER_EXAMPLE = new GateRule.Gumbel(true, false);
  private static final GateRule.Gumbel HARD_PER_EXAMPLE = new GateRule.Gumbel(true, true);
  private static final GateRule.Paths ONE_PATH = new GateRule.Paths(1);
  private static final GateRule.Paths TWO_PATHS = new GateRule.Paths(2);

  /** Once all has gone that was added: until then a row's sum is above 1. */
  private static final GateRule WITHOUT_MORE =
      new GateRule.Added(ONE_PATH, List.of(new Pick(0, 1)), 0);

  static List<GateRule> rules() {
    return List.of(
        SOFT,
        SOFT_PER_EXAMPLE,
        new GateRule.Gumbel(false, true),
        HARD_PER_EXAMPLE,
        new GateRule.Softmax(),
        ONE_PATH,
        TWO_PATHS,
        WITHOUT_MORE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rowsAreWeightsOfSumOne(GateRule rule) {
    int examples = rule instanceof GateRule.Gumbel gumbel && gumbel.perExample() ? 5 : 1;
    for (int seed = 0; seed < 100; seed++) {
      double temperature = Math.pow(10, seed % 10 - 6);
      Draw draw = draw(rule, THETA, temperature, 5, seed);
      for (Gates gates : List.of(draw.forward(), draw.back().soft())) {
        assertThat(gates.examples()).isEqualTo(examples);
        for (int row = 0; row < 2 * examples; row++) {
          float sum = 0;
          for (float gate : gates.row(row / examples, row % examples)) {
            assertThat(gate).as("seed %d", seed).isBetween(0f, 1f);
            sum += gate;
          }
          assertThat(sum).as("seed %d", seed).isCloseTo(1f, within(1e-6f));
        }
      }
    }
  }

  /** Whatever the others' logits are, and without a change to any other choice. */
  @ParameterizedTest
  @MethodSource("rules")
  void amongSomeCandidatesTheOthersAreNeverDrawn(GateRule rule) {
    for (int seed = 0; seed < 50; seed++) {
      Draw all = draw(rule, THETA, 0.05 + seed % 5, 5, seed);
      for (List<Integer> open : List.of(List.of(1), List.of(3, 1))) {
        Draw some = draw(rule, THETA.among(0, open), 0.05 + seed % 5, 5, seed);
        for (int example = 0; example < some.forward().examples(); example++) {
          float[] row = some.forward().row(0, example);
          assertThat(row[0] + row[2]).isZero();
          assertThat(row[1] + row[3]).isCloseTo(1f, within(1e-6f));
          assertThat(some.forward().row(1, example)).isEqualTo(all.forward().row(1, example));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theSeedDecidesTheGates(GateRule rule) {
    Theta wide = Theta.of(new double[][] {new double[1000]});
    Draw draw = draw(rule, wide, 1, 8, 3);
    assertThat(draw).isEqualTo(draw(rule, wide, 1, 8, 3));
    assertThat(draw.equals(draw(rule, wide, 1, 8, 4))).isEqualTo(rule.equals(softmax()));
    boolean shared = draw.forward().examples() == 1;
    assertThat(draw.equals(draw(rule, wide, 1, 64, 3))).isEqualTo(shared);
  }

  /** Choice by choice, example by example, candidate by candidate: what searches rest on. */
  @Test
  void gumbelTakesItsNumbersInOrder() {
    RandomGenerator random = new SeedTree(5).generator();
    Gates gates = draw(SOFT_PER_EXAMPLE, THETA, 0.7, 3, 5).forward();
    for (int choice = 0; choice < 2; choice++) {
      for (int example = 0; example < 3; example++) {
        double[] weights = new double[THETA.candidates(choice)];
        for (int i = 0; i < weights.length; i++) {
          double uniform = ((random.nextLong() >>> 12) + 0.5) / Math.pow(2, 52);
          weights[i] = Math.exp((THETA.row(choice)[i] - Math.log(-Math.log(uniform))) / 0.7);
        }
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
          assertThat(gates.row(choice, example)[i])
              .isCloseTo((float) (weights[i] / sum), within(1e-6f));
        }
      }
    }
  }

  @Test
  void lowTemperatureGivesOneHotRows() {
    float[] row = draw(SOFT, THETA, 1e-9, 1, 7).forward().row(0, 0);
    assertThat(row).containsOnly(0f, 1f);
  }

  @Test
  void highTemperatureGivesAnEvenMixture() {
    for (float gate : draw(SOFT, THETA, 1e7, 1, 1).forward().row(0, 0)) {
      assertThat(gate).isCloseTo(0.25f, within(1e-5f));
    }
  }

  @Test
  void hardGatesAreOneAtTheLargestSoftGate() {
    for (int seed = 0; seed < 50; seed++) {
      Gates soft = draw(SOFT_PER_EXAMPLE, THETA, 2, 4, seed).forward();
      Draw hard = draw(HARD_PER_EXAMPLE, THETA, 2, 4, seed);
      assertThat(hard.back().soft()).isEqualTo(soft);
      for (int example = 0; example < 4; example++) {
        float[] expected = new float[4];
        expected[largest(soft.row(0, example))] = 1;
        assertThat(hard.forward().row(0, example)).isEqualTo(expected);
      }
    }
  }

  @Test
  void theSoftmaxGivesTheProbabilities() {
    Gates gates = draw(softmax(), THETA, 3, 8, 1).forward();
    for (int i = 0; i < 4; i++) {
      assertThat(gates.row(0, 0)[i]).isEqualTo((float) THETA.probabilities(0)[i]);
    }
  }

  @Test
  void theLargestGateIsASampleOfTheSoftmax() {
    int draws = 40_000;
    for (GateRule.Gumbel rule : List.of(SOFT_PER_EXAMPLE, HARD_PER_EXAMPLE)) {
      Gates gates = draw(rule, THETA, 0.5, draws, 11).forward();
      int[] counts = new int[4];
      for (int example = 0; example < draws; example++) {
        counts[largest(gates.row(0, example))]++;
      }
      for (int i = 0; i < counts.length; i++) {
        assertShare(counts[i], draws, THETA.probabilities(0)[i]);
      }
    }
  }

  @Test
  void onePathIsASampleOfTheSoftmax() {
    int draws = 40_000;
    int[] counts = new int[4];
    RandomGenerator random = new SeedTree(2).generator();
    for (int n = 0; n < draws; n++) {
      counts[largest(ONE_PATH.draw(THETA, 1, 8, random).forward().row(0, 0))]++;
    }
    for (int i = 0; i < counts.length; i++) {
      assertShare(counts[i], draws, THETA.probabilities(0)[i]);
    }
  }

  /** Against the probability of every pair and of either being active, by enumeration. */
  @Test
  void twoPathsAreDrawnWithoutReplacementAndOneOfThemIsActive() {
    int draws = 40_000;
    int[][] counts = new int[4][4];
    RandomGenerator random = new SeedTree(3).generator();
    for (int n = 0; n < draws; n++) {
      Draw draw = TWO_PATHS.draw(THETA, 1, 8, random);
      int active = largest(draw.forward().row(0, 0));
      int[] pair = pair(draw.back().soft().row(0, 0));
      assertThat(pair).hasSize(2).contains(active);
      counts[active][pair[0] + pair[1] - active]++;
    }
    double[] p = THETA.probabilities(0);
    for (int active = 0; active < 4; active++) {
      for (int masked = 0; masked < 4; masked++) {
        double both = p[active] * p[masked] * (1 / (1 - p[active]) + 1 / (1 - p[masked]));
        double expected = active == masked ? 0 : both * p[active] / (p[active] + p[masked]);
        assertShare(counts[active][masked], draws, expected);
      }
    }
  }

  @Test
  void aDecidedChoiceStillHasAPair() {
    Theta decided = Theta.of(new double[][] {{0, 5000, -5000}, {3}});
    Draw draw = draw(TWO_PATHS, decided, 1, 8, 1);
    assertThat(draw.forward().row(0, 0)).containsExactly(0, 1, 0);
    assertThat(draw.forward().row(1, 0)).containsExactly(1);
    assertThat(draw.back().thetaGradient(new double[][] {{1, 2, 3}, {4}}).finite()).isTrue();
  }

  @Test
  void weightsAreTrainedOnOnePathAndOtherwiseUnderThetasRule() {
    for (GateRule rule : rules()) {
      assertThat(rule.ofWeights()).isEqualTo(rule.equals(TWO_PATHS) ? ONE_PATH : rule);
    }
  }

  /**
   * The loss is a fixed linear function of the gates; the noise is fixed by the seed. The gradient
   * of hard gates is that of the soft ones.
   */
  @Test
  void gradientsOfSoftGatesMatchCentralDifferences() {
    for (int seed = 0; seed < 20; seed++) {
      double temperature = 0.5 + seed * 0.2;
      for (GateRule rule : List.of(SOFT_PER_EXAMPLE, HARD_PER_EXAMPLE, SOFT, softmax())) {
        GateRule smooth = rule.equals(HARD_PER_EXAMPLE) ? SOFT_PER_EXAMPLE : rule;
        Draw draw = draw(rule, THETA, temperature, 3, seed);
        double[][] slopes = slopes(draw.forward(), seed);
        double[][] gradient = draw.back().thetaGradient(slopes).rows();
        for (int choice = 0; choice < 2; choice++) {
          for (int i = 0; i < THETA.candidates(choice); i++) {
            double step = 0.01;
            Theta above = nudged(choice, i, step);
            Theta below = nudged(choice, i, -step);
            double up = loss(draw(smooth, above, temperature, 3, seed).forward(), slopes);
            double down = loss(draw(smooth, below, temperature, 3, seed).forward(), slopes);
            assertThat(gradient[choice][i])
                .as("%s, seed %d, choice %d, candidate %d", rule, seed, choice, i)
                .isCloseTo((up - down) / (2 * step), within(2e-4));
          }
        }
      }
    }
  }

  /** ProxylessNAS, Equation 4, over all candidates or over the pair. */
  @Test
  void gradientsOfPathsFollowTheirFormula() {
    for (int seed = 0; seed < 20; seed++) {
      for (GateRule rule : List.of(ONE_PATH, TWO_PATHS)) {
        Draw draw = draw(rule, THETA, 1, 3, seed);
        double[][] slopes = slopes(draw.forward(), seed);
        double[][] gradient = draw.back().thetaGradient(slopes).rows();
        for (int choice = 0; choice < 2; choice++) {
          double[] p = THETA.probabilities(choice);
          int[] drawn =
              rule.equals(ONE_PATH) ? allOf(p.length) : pair(draw.back().soft().row(choice, 0));
          double mass = Arrays.stream(drawn).mapToDouble(i -> p[i]).sum();
          double[] expected = new double[p.length];
          for (int i : drawn) {
            for (int j : drawn) {
              double jacobian = p[j] / mass * ((i == j ? 1 : 0) - p[i] / mass);
              expected[i] += slopes[choice][j] * jacobian;
            }
          }
          assertThat(gradient[choice]).containsExactly(expected, within(1e-6));
        }
      }
    }
  }

  /** One path's estimate is exact where the loss is linear: that of the expected loss. */
  @Test
  void gradientOfOnePathIsThatOfTheExpectedLoss() {
    Draw draw = draw(ONE_PATH, THETA, 1, 1, 5);
    double[][] slopes = slopes(draw.forward(), 5);
    double[][] gradient = draw.back().thetaGradient(slopes).rows();
    for (int i = 0; i < 4; i++) {
      double up = expected(nudged(0, i, 1e-4).probabilities(0), slopes[0]);
      double down = expected(nudged(0, i, -1e-4).probabilities(0), slopes[0]);
      assertThat(gradient[0][i]).isCloseTo((up - down) / 2e-4, within(1e-6));
    }
  }

  @Test
  void refusesWhatWouldGiveNaN() {
    assertThatThrownBy(() -> draw(SOFT, THETA, 0, 1, 1)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> draw(SOFT_PER_EXAMPLE, THETA, 1, 0, 1))
        .hasMessageContaining("at least one example");
    assertThatThrownBy(() -> draw(SOFT, THETA, 1, 1, 1).back().thetaGradient(new double[3][4]))
        .hasMessageContaining("needs 2 rows, but has 3");
    assertThatThrownBy(() -> new GateRule.Paths(3)).hasMessageContaining("one or two, but were 3");
  }

  private static GateRule softmax() {
    return new GateRule.Softmax();
  }

  private static void assertShare(int count, int draws, double probability) {
    double deviation = Math.sqrt(probability * (1 - probability) / draws);
    assertThat((double) count / draws).isCloseTo(probability, within(4 * deviation));
  }

  private static int largest(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      best = row[i] > row[best] ? i : best;
    }
    return best;
  }

  private static int[] pair(float[] soft) {
    return Arrays.stream(allOf(soft.length)).filter(i -> soft[i] > 0).toArray();
  }

  private static int[] allOf(int length) {
    int[] all = new int[length];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private static double expected(double[] probabilities, double[] slopes) {
    double sum = 0;
    for (int i = 0; i < slopes.length; i++) {
      sum += probabilities[i] * slopes[i];
    }
    return sum;
  }

  private static double[][] slopes(Gates gates, int seed) {
    RandomGenerator random = new SeedTree(seed).child("slopes").generator();
    double[][] slopes = new double[2 * gates.examples()][];
    for (int row = 0; row < slopes.length; row++) {
      slopes[row] = random.doubles(gates.candidates(row / gates.examples()), -1, 1).toArray();
    }
    return slopes;
  }

  private static double loss(Gates gates, double[][] slopes) {
    double loss = 0;
    for (int row = 0; row < slopes.length; row++) {
      float[] values = gates.row(row / gates.examples(), row % gates.examples());
      for (int i = 0; i < values.length; i++) {
        loss += slopes[row][i] * values[i];
      }
    }
    return loss;
  }

  private static Theta nudged(int choice, int candidate, double step) {
    double[][] rows = THETA.rows();
    rows[choice][candidate] += step;
    return Theta.of(rows);
  }

  private static Draw draw(GateRule rule, Theta theta, double temperature, int batch, int seed) {
    return rule.draw(theta, temperature, batch, new SeedTree(seed).generator());
  }
}

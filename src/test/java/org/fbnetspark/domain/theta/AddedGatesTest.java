package org.fbnetspark.domain.theta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.testing.SmallCells;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Something is added to gates that theta does not decide: DARTS- adds a skip to every edge. */
class AddedGatesTest {

  private static final String RULES = "org.fbnetspark.domain.theta.GateRuleTest#rules";
  private static final Theta THETA = Theta.of(new double[][] {{0.3, -1, 2, 0}, {1, 1}});
  private static final List<Pick> PICKS = List.of(new Pick(0, 1), new Pick(1, 0));
  private static final double TEMPERATURE = 0.7;
  private static final int BATCH = 3;

  @ParameterizedTest
  @MethodSource(RULES)
  void gatesAreTheRulesAndSomethingMoreOfPicks(GateRule rule) {
    GateRule.Added added = new GateRule.Added(rule, PICKS, 0.4);
    assertThat(added.key()).isEqualTo(rule.key());
    assertThat(added.perExample()).isEqualTo(rule.perExample());
    for (int seed = 0; seed < 20; seed++) {
      RandomGenerator random = new SeedTree(seed).generator();
      RandomGenerator plainRandom = new SeedTree(seed).generator();
      Draw draw = added.draw(THETA, TEMPERATURE, BATCH, random);
      Gates more = draw.forward();
      Gates plain = rule.draw(THETA, TEMPERATURE, BATCH, plainRandom).forward();
      assertThat(draw.decided()).isEqualTo(plain);
      assertThat(more.examples()).isEqualTo(plain.examples());
      for (int example = 0; example < plain.examples(); example++) {
        float[] first = plain.row(0, example);
        first[1] += 0.4f;
        float[] second = plain.row(1, example);
        second[0] += 0.4f;
        assertThat(more.row(0, example)).isEqualTo(first);
        assertThat(more.row(1, example)).isEqualTo(second);
      }
      assertThat(random.nextLong()).isEqualTo(plainRandom.nextLong());
    }
  }

  /** What is added is a constant to theta, whatever the gates' own gradient is. */
  @ParameterizedTest
  @MethodSource(RULES)
  void thetasGradientIsThatOfTheRuleAlone(GateRule rule) {
    for (int seed = 0; seed < 20; seed++) {
      Draw more = draw(new GateRule.Added(rule, PICKS, 0.4), THETA, seed);
      Draw plain = draw(rule, THETA, seed);
      double[][] slopes = slopes(plain.forward(), seed);
      assertThat(more.back()).isEqualTo(plain.back());
      assertThat(more.back().thetaGradient(slopes)).isEqualTo(plain.back().thetaGradient(slopes));
    }
  }

  @Test
  void gradientOfASoftmaxWithSkipsMatchesCentralDifferences() {
    GateRule.Added rule = new GateRule.Added(new GateRule.Softmax(), PICKS, 0.4);
    Draw draw = draw(rule, THETA, 1);
    double[][] slopes = slopes(draw.forward(), 1);
    double[][] gradient = draw.back().thetaGradient(slopes).rows();
    for (int choice = 0; choice < THETA.choices(); choice++) {
      for (int i = 0; i < THETA.candidates(choice); i++) {
        double up = loss(draw(rule, nudged(choice, i, 0.01), 1).forward(), slopes);
        double down = loss(draw(rule, nudged(choice, i, -0.01), 1).forward(), slopes);
        assertThat(gradient[choice][i]).isCloseTo((up - down) / 0.02, within(2e-4));
      }
    }
  }

  @Test
  void whatIsAddedFallsInALineToNothing() {
    GateRule.Added rule = new GateRule.Added(new GateRule.Softmax(), PICKS, 0.8);
    int epochs = 50;
    for (int epoch = 0; epoch <= epochs; epoch++) {
      GateRule.Added now = (GateRule.Added) rule.after((double) epoch / epochs);
      assertThat(now.extra()).isCloseTo(0.8 - epoch * 0.8 / epochs, within(1e-12));
      assertThat(now.rule()).isEqualTo(rule.rule());
      assertThat(now.picks()).isEqualTo(PICKS);
    }
    assertThat(rule.after(0)).isEqualTo(rule);
    assertThat(draw(rule.after(1), THETA, 1)).isEqualTo(draw(rule.rule(), THETA, 1));
  }

  @ParameterizedTest
  @MethodSource(RULES)
  void weightsAreTrainedWithAsMuchAdded(GateRule rule) {
    assertThat(new GateRule.Added(rule, PICKS, 0.4).ofWeights())
        .isEqualTo(new GateRule.Added(rule.ofWeights(), PICKS, 0.4));
  }

  /** Beside a path that is drawn there is another, so that nodes mix them. */
  @ParameterizedTest
  @MethodSource(RULES)
  void networksAreMixed(GateRule rule) {
    assertThat(new GateRule.Added(rule, PICKS, 0.4).execution()).isEqualTo(Execution.MIXED);
  }

  @Test
  void picksAreCopied() {
    List<Pick> picks = new ArrayList<>(PICKS);
    GateRule.Added rule = new GateRule.Added(new GateRule.Softmax(), picks, 1);
    picks.clear();
    assertThat(rule.picks()).isEqualTo(PICKS);
  }

  /** Of all parts of a supernet of cells those of skips count the more, those of ops as before. */
  @Test
  void theSkipOfEachEdgeOfCellsHasTheMoreOfAPart() {
    Factors factors = new Factors(SmallCells.SPACE.network());
    Theta theta = Theta.uniform(SmallCells.SPACE);
    List<Pick> skips = SmallCells.DEFINITION.skipPicks();
    GateRule softmax = new GateRule.Softmax();
    float[][] plain = factors.of(draw(softmax, theta, 1).forward());
    float[][] more = factors.of(draw(new GateRule.Added(softmax, skips, 0.5), theta, 1).forward());
    int counted = 0;
    for (int i = 0; i < plain.length; i++) {
      Condition condition = factors.conditions().get(i);
      boolean skip = condition.picks().anyMatch(skips::contains);
      counted += skip ? 1 : 0;
      assertThat(more[i]).isEqualTo(new float[] {skip ? plain[i][0] + 0.5f : plain[i][0]});
    }
    assertThat(counted).isEqualTo(SmallCells.SPACE.choices().size());
  }

  private static double[][] slopes(Gates gates, int seed) {
    RandomGenerator random = new SeedTree(seed).child("slopes").generator();
    double[][] slopes = new double[gates.choices() * gates.examples()][];
    for (int row = 0; row < slopes.length; row++) {
      slopes[row] = random.doubles(gates.candidates(row / gates.examples()), -1, 1).toArray();
    }
    return slopes;
  }

  private static double loss(Gates gates, double[][] slopes) {
    double loss = 0;
    for (int choice = 0; choice < slopes.length; choice++) {
      float[] row = gates.row(choice, 0);
      for (int i = 0; i < row.length; i++) {
        loss += slopes[choice][i] * row[i];
      }
    }
    return loss;
  }

  private static Theta nudged(int choice, int candidate, double step) {
    double[][] rows = THETA.rows();
    rows[choice][candidate] += step;
    return Theta.of(rows);
  }

  private static Draw draw(GateRule rule, Theta theta, int seed) {
    return rule.draw(theta, TEMPERATURE, BATCH, new SeedTree(seed).generator());
  }
}

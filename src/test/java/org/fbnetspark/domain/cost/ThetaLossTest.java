package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Draw;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.Theta;
import org.junit.jupiter.api.Test;

class ThetaLossTest {

  private static final double TEMPERATURE = 1.3;
  private static final Theta THETA = Theta.of(new double[][] {{0.3, -1, 2}, {1, 1.5}});
  private static final CostTable COSTS =
      CostTable.of(CostKind.LATENCY, 300, new double[][] {{100, 900, 400}, {50, 700}});
  private static final List<GateRule> RULES =
      List.of(
          new GateRule.Gumbel(false, false),
          new GateRule.Gumbel(true, false),
          new GateRule.Softmax(),
          new GateRule.Added(new GateRule.Softmax(), List.of(new Pick(0, 1), new Pick(1, 0)), 0.5));
  private static final HardwareLoss FORM = new HardwareLoss.Fbnet(0.2, 0.6);

  /** A cross-entropy that is linear in the gates, with noise fixed by the seed. */
  @Test
  void gradientMatchesCentralDifferences() {
    for (GateRule rule : RULES) {
      for (CostUnder under : CostUnder.values()) {
        double[][] gradient = evaluate(THETA, rule, under).gradient().rows();
        for (int choice = 0; choice < gradient.length; choice++) {
          for (int i = 0; i < gradient[choice].length; i++) {
            double up = evaluate(nudged(choice, i, 0.01), rule, under).loss();
            double down = evaluate(nudged(choice, i, -0.01), rule, under).loss();
            assertThat(gradient[choice][i])
                .as("%s, %s, choice %d, candidate %d", rule, under, choice, i)
                .isCloseTo((up - down) / 0.02, within(1e-4));
          }
        }
      }
    }
  }

  /** A draw of one path has the cost of one architecture, whatever theta's mean is. */
  @Test
  void theCostIsTheMeanUnderGatesOrTheta() {
    Draw draw = new GateRule.Paths(1).draw(THETA, TEMPERATURE, 4, new SeedTree(9).generator());
    assertThat(CostUnder.THETA.mean(COSTS, THETA, draw)).isEqualTo(COSTS.expected(THETA));
    assertThat(CostUnder.GATES.mean(COSTS, THETA, draw))
        .isIn(450.0, 1250.0, 750.0, 1100.0, 1900.0, 1400.0);
  }

  /** A skip that is added is gone when an architecture is derived. */
  @Test
  void whatIsAddedToGatesCostsNothing() {
    GateRule softmax = new GateRule.Softmax();
    GateRule added = new GateRule.Added(softmax, List.of(new Pick(0, 1), new Pick(1, 0)), 0.5);
    for (CostUnder under : CostUnder.values()) {
      Draw more = draw(THETA, added);
      Draw plain = draw(THETA, softmax);
      assertThat(under.mean(COSTS, THETA, more)).isEqualTo(under.mean(COSTS, THETA, plain));
      float[][] slopes = {{0, 0, 0}, {0, 0}};
      assertThat(ThetaLoss.of(THETA, more, 1, slopes, COSTS, FORM, under))
          .isEqualTo(ThetaLoss.of(THETA, plain, 1, slopes, COSTS, FORM, under));
    }
  }

  /** The pair stays as drawn, theta moves: only the probabilities among the pair change. */
  @Test
  void theCostOfAPairHasTheSlopeOfItsOwnProbabilities() {
    for (GateRule rule : List.of(new GateRule.Paths(1), new GateRule.Paths(2))) {
      double[][] gradient = CostUnder.PAIR.gradient(COSTS, THETA, draw(THETA, rule)).rows();
      for (int choice = 0; choice < gradient.length; choice++) {
        for (int i = 0; i < gradient[choice].length; i++) {
          double up = pairCost(nudged(choice, i, 0.01), rule);
          double down = pairCost(nudged(choice, i, -0.01), rule);
          assertThat(gradient[choice][i]).isCloseTo((up - down) / 0.02, within(0.05));
        }
      }
    }
    Draw pair = draw(THETA, new GateRule.Paths(2));
    assertThat(pair.back().soft().row(0, 0)).contains(0f);
    assertThat(pairCost(THETA, new GateRule.Paths(1)))
        .isCloseTo(COSTS.expected(THETA), within(1e-3));
    assertThat(pairCost(THETA, new GateRule.Paths(2)))
        .isNotCloseTo(COSTS.expected(THETA), within(1.0));
  }

  private static double pairCost(Theta theta, GateRule rule) {
    return CostUnder.PAIR.mean(COSTS, theta, draw(theta, rule));
  }

  private static Draw draw(Theta theta, GateRule rule) {
    return rule.draw(theta, TEMPERATURE, 4, new SeedTree(9).generator());
  }

  private static ThetaLoss evaluate(Theta theta, GateRule rule, CostUnder under) {
    Draw draw = rule.draw(theta, TEMPERATURE, 4, new SeedTree(9).generator());
    Gates gates = draw.forward();
    float[][] slopes = new float[gates.choices() * gates.examples()][];
    double crossEntropy = 1;
    for (int row = 0; row < slopes.length; row++) {
      float[] values = gates.row(row / gates.examples(), row % gates.examples());
      slopes[row] = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        slopes[row][i] = (i + 1) * 0.7f / gates.examples();
        crossEntropy += slopes[row][i] * values[i];
      }
    }
    return ThetaLoss.of(theta, draw, crossEntropy, slopes, COSTS, FORM, under);
  }

  private static Theta nudged(int choice, int candidate, double step) {
    double[][] rows = THETA.rows();
    rows[choice][candidate] += step;
    return Theta.of(rows);
  }
}

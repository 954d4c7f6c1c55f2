package org.fbnetspark.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.fbnetspark.search.SearchSettings.ThetaSettings;
import org.junit.jupiter.api.Test;

class ThetaAdamTest {

  private static final ThetaSettings PAPER = new ThetaSettings(0.01, 0.9, 0.999, 1e-8, 5e-4, 1);

  @Test
  void threeStepsAgreeWithTheFormulaWrittenOut() {
    Theta theta = Theta.of(new double[][] {{0.5, -0.25}});
    ThetaAdam.Moments moments = ThetaAdam.Moments.zeros(theta);
    double[] expected = {0.5, -0.25};
    double[] m = new double[2];
    double[] v = new double[2];
    for (int t = 1; t <= 3; t++) {
      double[] gradient = {0.3 / t, -2.0 * t};
      for (int i = 0; i < 2; i++) {
        double g = gradient[i] + 5e-4 * expected[i];
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        double mHat = m[i] / (1 - Math.pow(0.9, t));
        double vHat = v[i] / (1 - Math.pow(0.999, t));
        expected[i] -= 0.01 * mHat / (Math.sqrt(vHat) + 1e-8);
      }
      ThetaAdam.Step step =
          new ThetaAdam(PAPER)
              .step(theta, moments, ThetaGradient.of(new double[][] {gradient.clone()}));
      theta = step.theta();
      moments = step.moments();
    }
    assertThat(theta.row(0)).containsExactly(expected, offset(1e-14));
    assertThat(moments.steps()).isEqualTo(3);
  }

  @Test
  void theFirstStepIsAsLongAsTheLearningRate() {
    Theta theta = Theta.of(new double[][] {{0, 0}});
    Theta moved =
        new ThetaAdam(PAPER)
            .step(
                theta,
                ThetaAdam.Moments.zeros(theta),
                ThetaGradient.of(new double[][] {{123.0, -0.004}}))
            .theta();
    assertThat(moved.row(0)).containsExactly(new double[] {-0.01, 0.01}, offset(1e-6));
  }

  @Test
  void decayPullsTheCandidatesTogetherWhereNothingElsePulls() {
    Theta theta = Theta.of(new double[][] {{1, -1}});
    ThetaAdam.Step step = new ThetaAdam.Step(theta, ThetaAdam.Moments.zeros(theta));
    for (int i = 0; i < 10; i++) {
      step = new ThetaAdam(PAPER).step(step.theta(), step.moments(), ThetaGradient.zeros(theta));
    }
    assertThat(step.theta().row(0)).containsExactly(new double[] {0.9, -0.9}, offset(1e-3));
  }
}

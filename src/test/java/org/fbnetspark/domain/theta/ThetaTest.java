package org.fbnetspark.domain.theta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.junit.jupiter.api.Test;

class ThetaTest {

  @Test
  void uniformThetaHasFullEntropy() {
    Theta theta = Theta.uniform(SpaceCatalog.named("fbnet-v1").space());
    assertThat(theta.choices()).isEqualTo(22);
    assertThat(theta.candidates(0)).isEqualTo(9);
    assertThat(theta.probabilities(21)).containsOnly(1 / 9.0);
    assertThat(theta.meanEntropy()).isCloseTo(Math.log(9), within(1e-12));
  }

  @Test
  void probabilitiesDoNotOverflow() {
    Theta theta = Theta.of(new double[][] {{1e6, 0, -1e6}});
    assertThat(theta.probabilities(0)).containsExactly(1, 0, 0);
    assertThat(theta.entropy(0)).isZero();
  }

  @Test
  void rowsGoInAndOutAsCopies() {
    double[][] rows = {{1, 2}};
    Theta theta = Theta.of(rows);
    rows[0][0] = 9;
    theta.row(0)[0] = 9;
    theta.rows()[0][0] = 9;
    assertThat(theta).isEqualTo(Theta.of(new double[][] {{1, 2}}));
    assertThat(theta).isNotEqualTo(Theta.of(new double[][] {{1, 2.5}}));
  }

  @Test
  void logitsMustBeFinite() {
    assertThatThrownBy(() -> Theta.of(new double[][] {{0}, {Double.NaN}}))
        .hasMessageContaining("row 1 was NaN");
    assertThatThrownBy(() -> Theta.of(new double[][] {{}})).hasMessageContaining("row 0");
  }

  @Test
  void gradientsAddWeighted() {
    ThetaGradient sum = ThetaGradient.zeros(Theta.of(new double[][] {{0, 0}}));
    sum.add(ThetaGradient.of(new double[][] {{1, 2}}), 3);
    sum.add(ThetaGradient.of(new double[][] {{1, 0}}), 1);
    sum.scale(0.5);
    assertThat(sum).isEqualTo(ThetaGradient.of(new double[][] {{2, 3}}));
    assertThat(sum.finite()).isTrue();
    assertThatThrownBy(() -> sum.add(ThetaGradient.of(new double[][] {{1}}), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

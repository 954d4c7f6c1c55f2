package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HardwareLossTest {

  private static final double UNIFORM_MICROS = 65_925.0;

  @Test
  void formsGiveThePublishedFigures() {
    HardwareLoss.Value fbnet = new HardwareLoss.Fbnet(0.2, 0.6).at(2.273, UNIFORM_MICROS);
    assertThat(fbnet.loss()).isCloseTo(2.273 * 0.2 * 4.23747, within(1e-5));
    HardwareLoss.Value reference = new HardwareLoss.Reference(0.2, 0.6).at(2.273, UNIFORM_MICROS);
    assertThat(reference.loss()).isCloseTo(3.0266, within(5e-5));
    assertThat(reference.byCrossEntropy() / 0.2).isCloseTo(6.65776, within(5e-6));
    HardwareLoss.Value additive = new HardwareLoss.Additive(2, 1, 50_000).at(1, 75_000);
    assertThat(additive).isEqualTo(new HardwareLoss.Value(4, 1, 2 / 50_000.0));
  }

  @Test
  void slopesMatchCentralDifferences() {
    List<HardwareLoss> forms =
        List.of(
            named("fbnet", 0.2, 0.6, 1),
            named("reference", 0.3, 0.7, 1),
            named("product-log", 0.2, 0.3, 20_000),
            named("additive", 0.4, 0.5, 20_000),
            named("linear", 0.1, 0, 20_000),
            named("reward", 0, 0.1, 20_000),
            named("none", 0, 0, 1));
    for (HardwareLoss form : forms) {
      for (double cost : new double[] {3, 100, 25_000, 3e8}) {
        double step = cost * 1e-5;
        double byCost =
            (form.at(1.7, cost + step).loss() - form.at(1.7, cost - step).loss()) / (2 * step);
        double byCrossEntropy =
            (form.at(1.7 + 1e-5, cost).loss() - form.at(1.7 - 1e-5, cost).loss()) / 2e-5;
        HardwareLoss.Value value = form.at(1.7, cost);
        assertThat(value.byCost())
            .as("%s at %s", form, cost)
            .isCloseTo(byCost, within(1e-5 * Math.abs(byCost)));
        assertThat(value.byCrossEntropy()).isCloseTo(byCrossEntropy, within(1e-6));
      }
    }
  }

  private static HardwareLoss named(String form, double alpha, double beta, double scale) {
    return HardwareLoss.named(form, OptionalDouble.of(alpha), OptionalDouble.of(beta), scale);
  }

  /** At the target the product is alpha times the cross-entropy, and the sum that alone. */
  @Test
  void formsOfProxylessNasAreHeldAgainstATarget() {
    OptionalDouble own = OptionalDouble.empty();
    HardwareLoss product = HardwareLoss.named("product-log", own, own, 80);
    assertThat(product).isEqualTo(new HardwareLoss.ProductLog(0.2, 0.3, 80));
    assertThat(product.at(2, 80).loss()).isCloseTo(0.4, within(1e-12));
    double uniform = Math.log(113.988) / Math.log(80);
    assertThat(product.at(2, 113.988).loss())
        .isCloseTo(0.4 * Math.pow(uniform, 0.3), within(1e-12));
    HardwareLoss sum = HardwareLoss.named("linear", own, own, 80);
    assertThat(sum).isEqualTo(new HardwareLoss.Linear(0.1, 80));
    assertThat(sum.at(2, 80).loss()).isEqualTo(2);
    assertThat(sum.at(2, 120).loss()).isCloseTo(2.05, within(1e-12));
  }

  /** Where the label's probability stands for the accuracy. */
  @Test
  void theRewardIsTheExponentialOfItsLoss() {
    HardwareLoss.Reward reward =
        (HardwareLoss.Reward)
            HardwareLoss.named("reward", OptionalDouble.empty(), OptionalDouble.empty(), 80);
    assertThat(reward.of(0.7, 80)).isEqualTo(0.7);
    assertThat(reward.of(0.7, 160)).isCloseTo(0.7 * Math.pow(0.5, 0.1), within(1e-12));
    for (double cost : new double[] {20, 80, 300}) {
      assertThat(Math.exp(-reward.at(1.3, cost).loss()))
          .isCloseTo(reward.of(Math.exp(-1.3), cost), within(1e-12));
    }
  }

  @Test
  void tooCheapATableIsRefusedBeforeTheSearch() {
    CostTable table = CostTable.of(CostKind.LATENCY, 0.5, new double[][] {{1.5, 100}});
    assertThatThrownBy(() -> new HardwareLoss.Fbnet(0.2, 0.6).requireDefined(table))
        .hasMessageContaining("but was 2.0; latencies are in microseconds");
    assertThatThrownBy(() -> new HardwareLoss.Reference(0.2, 0.6).at(1, Math.E))
        .hasMessageContaining("above e");
    new HardwareLoss.Additive(0.2, 0.6, 1).requireDefined(table);
    assertThatThrownBy(() -> new HardwareLoss.Additive(0.2, 0.6, 1).at(1, 0))
        .hasMessageContaining("above 0");
  }

  @Test
  void unknownFormsAndFactorsAreRefused() {
    assertThatThrownBy(() -> named("sum", 1, 1, 1))
        .hasMessageContaining("product-log, additive, linear, reward, target, none], but was sum");
    assertThatThrownBy(() -> new HardwareLoss.Fbnet(-1, 0.6)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new HardwareLoss.Reference(1, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new HardwareLoss.Additive(1, 1, 0)).hasMessageContaining("scale");
    assertThatThrownBy(() -> new HardwareLoss.Linear(1, 0)).hasMessageContaining("scale");
    assertThatThrownBy(() -> new HardwareLoss.ProductLog(1, 1, 2))
        .hasMessageContaining("above e = 2.718");
    assertThatThrownBy(() -> new HardwareLoss.Reward(0.1, 80).at(1, 0))
        .hasMessageContaining("above 0");
  }
}

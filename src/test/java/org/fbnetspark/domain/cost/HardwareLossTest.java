package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
            HardwareLoss.named("fbnet", 0.2, 0.6, 1),
            HardwareLoss.named("reference", 0.3, 0.7, 1),
            HardwareLoss.named("additive", 0.4, 0.5, 20_000));
    for (HardwareLoss form : forms) {
      for (double cost : new double[] {3, 100, 25_000, 3e8}) {
        double step = cost * 1e-5;
        double byCost =
            (form.at(1.7, cost + step).loss() - form.at(1.7, cost - step).loss()) / (2 * step);
        double byCrossEntropy =
            (form.at(1.7 + 1e-5, cost).loss() - form.at(1.7 - 1e-5, cost).loss()) / 2e-5;
        HardwareLoss.Value value = form.at(1.7, cost);
        assertThat(value.byCost() / byCost).as("%s at %s", form, cost).isCloseTo(1, within(1e-5));
        assertThat(value.byCrossEntropy()).isCloseTo(byCrossEntropy, within(1e-6));
      }
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
    assertThatThrownBy(() -> HardwareLoss.named("sum", 1, 1, 1))
        .hasMessageContaining("[fbnet, reference, additive, target], but was sum");
    assertThatThrownBy(() -> new HardwareLoss.Fbnet(-1, 0.6)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new HardwareLoss.Reference(1, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new HardwareLoss.Additive(1, 1, 0)).hasMessageContaining("scale");
  }
}

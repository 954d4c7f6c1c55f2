package org.fbnetspark.search.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {

  private static ParetoPoint point(
      String name, String device, double predicted, Double measured, Double accuracy) {
    return new ParetoPoint(
        name,
        CostKind.LATENCY,
        device,
        predicted,
        Optional.ofNullable(measured),
        Optional.ofNullable(accuracy),
        Optional.of(0.5),
        SampleRun.architecture(name),
        "points/" + name);
  }

  @Test
  void pointsOfADeviceAreHeldAgainstEachOtherAsPredictedAndAsMeasured() {
    List<ParetoFront> fronts =
        ParetoFront.of(
            List.of(
                point("a", "phone", 100, 130.0, 0.5),
                point("b", "phone", 110, 120.0, 0.5),
                point("c", "phone", 200, null, 0.75)));

    assertThat(fronts).singleElement();
    ParetoFront front = fronts.get(0);
    assertThat(front.quality()).isEqualTo(Quality.ACCURACY);
    assertThat(front.predicted().dominated())
        .containsExactly(Optional.of(false), Optional.of(true), Optional.of(false));
    assertThat(front.predicted().front()).isEqualTo(2);
    assertThat(front.predicted().referenceCost()).isCloseTo(220, within(1e-9));
    assertThat(front.predicted().referenceQuality()).isZero();
    assertThat(front.predicted().hypervolume()).isCloseTo(120 * 0.5 + 20 * 0.25, within(1e-9));
    assertThat(front.measured().orElseThrow().dominated())
        .containsExactly(Optional.of(true), Optional.of(false), Optional.empty());
    assertThat(front.measured().orElseThrow().hypervolume())
        .isCloseTo((1.1 * 130 - 120) * 0.5, within(1e-9));
  }

  @Test
  void otherDevicesAndOtherQualitiesAreOtherFronts() {
    List<ParetoFront> fronts =
        ParetoFront.of(
            List.of(
                point("a", "phone", 100, null, 0.5),
                point("b", "watch", 90, null, 0.75),
                point("c", "phone", 100, null, null)));

    assertThat(fronts).hasSize(3);
    assertThat(fronts.get(2).quality()).isEqualTo(Quality.SUPERNET_LOSS);
    assertThat(fronts.get(2).predicted().referenceQuality()).isCloseTo(0.55, within(1e-9));
    assertThat(fronts).allMatch(front -> front.measured().isEmpty());
    assertThat(fronts).allMatch(front -> front.predicted().front() == 1);
  }

  @Test
  void aPointWhoseQualityIsNotKnownIsNotJudged() {
    ParetoPoint unknown =
        new ParetoPoint(
            "a",
            CostKind.MACS,
            "",
            5,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            SampleRun.architecture("a"),
            "points/a");
    ParetoFront.Judged judged = ParetoFront.of(List.of(unknown)).get(0).predicted();
    assertThat(judged.dominated()).containsExactly(Optional.empty());
    assertThat(judged.hypervolume()).isZero();
  }
}

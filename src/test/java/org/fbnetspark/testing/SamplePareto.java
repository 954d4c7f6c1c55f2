package org.fbnetspark.testing;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.search.pareto.ParetoFront;
import org.fbnetspark.search.pareto.ParetoPoint;

/** Networks of the tiny space between cost and quality: three on a phone, and one by its MACs. */
public final class SamplePareto {

  private SamplePareto() {}

  /** Both fronts. */
  public static List<ParetoFront> fronts() {
    return ParetoFront.of(points());
  }

  private static List<ParetoPoint> points() {
    return List.of(
        phone("target=0.1_seed=1", 100, Optional.of(104.0), 0.625),
        phone("target=0.1_seed=2", 102, Optional.of(101.0), 0.5),
        phone("target=0.2_seed=1", 205, Optional.empty(), 0.75),
        new ParetoPoint(
            "macs",
            CostKind.MACS,
            "",
            1.5e7,
            Optional.empty(),
            Optional.empty(),
            Optional.of(0.75),
            SampleRun.architecture("macs"),
            "points/macs"));
  }

  private static ParetoPoint phone(
      String name, double predicted, Optional<Double> measured, double accuracy) {
    return new ParetoPoint(
        name,
        CostKind.LATENCY,
        "a phone",
        predicted,
        measured,
        Optional.of(accuracy),
        Optional.of(1.25),
        SampleRun.architecture(name),
        "points/goals-1/goals/" + name);
  }
}

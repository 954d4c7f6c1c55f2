package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.data.source.PrepareSettings;
import org.junit.jupiter.api.Test;

class PlanTextTest {

  private static PlannedRun run(String name, String config) {
    ConfigFile file =
        ConfigFile.parse(
            "search { epochs = 10, warmup-epochs = 1 }\n" + config, "a test", List.of());
    return new PlannedRun(
        name,
        List.of(name),
        file,
        Optional.empty(),
        Optional.empty(),
        PlannedRun.State.NEW,
        PlannedRun.Done.NOTHING);
  }

  private static PlannedRun begun(PlannedRun run, Optional<String> warmUp, int epochs, int over) {
    return new PlannedRun(
        run.name(),
        run.points(),
        run.configuration(),
        run.checked(),
        warmUp,
        PlannedRun.State.BEGUN,
        new PlannedRun.Done(epochs, over));
  }

  private static List<String> lines(
      List<PlannedRun> runs, Map<String, PrepareSettings> images, OptionalDouble seconds) {
    SweepPlan plan =
        new SweepPlan(runs, images, Map.of(), Map.of(), Optional.empty(), 1, List.of());
    return new PlanText(plan, seconds, OptionalDouble.empty()).lines();
  }

  @Test
  void timeIsThatOfEpochsAndWhatElseTakesTimeIsTold() {
    List<PlannedRun> runs =
        List.of(
            run("a", "search { finalists = 4, finalist-epochs = 5, baselines = 2 }"),
            run(
                "b",
                "search { finalists = 3, finalist-epochs = 5, goals = ["
                    + "{ kind = macs, target-macs = 1e6 }, { kind = macs, target-macs = 2e6 }] }"),
            run("c", "search { finalists = 3, finalist-epochs = 7 }"));
    assertThat(lines(runs, Map.of(), OptionalDouble.of(2)))
        .contains(
            "epochs    30 to train",
            "time      at most 1 min 00 s for epochs of searches alone, by 2 s that epochs of this"
                + " sweep have taken",
            "besides   networks to time, up to 12 retrainings of 5 epochs, up to 3 retrainings of 7"
                + " epochs");
  }

  @Test
  void whatRunsThatHaveBegunHaveDoneIsNotCounted() {
    PlannedRun first = run("a", "search { finalists = 4, finalist-epochs = 5, baselines = 2 }");
    PlannedRun second = run("b", "search { finalists = 4, finalist-epochs = 5 }");
    SweepPlan plan =
        new SweepPlan(
            List.of(
                begun(first, Optional.empty(), 10, 5),
                begun(second, Optional.of("w"), 0, 0),
                begun(run("c", ""), Optional.empty(), 7, 0)),
            Map.of(),
            Map.of(),
            Map.of("w", new SweepPlan.WarmUp(second.configuration().warmUp(), 1)),
            Optional.empty(),
            1,
            List.of());
    assertThat(new PlanText(plan, OptionalDouble.of(2), OptionalDouble.of(3)).lines())
        .contains(
            "epochs    12 to train, behind 17 of runs that have begun",
            "time      at most 24 s for epochs of searches alone, by 2 s that epochs of this sweep"
                + " have taken",
            "besides   networks to time, up to 5 retrainings of 5 epochs (at most 1 min 15 s, by"
                + " 3 s an epoch so far)");
  }

  @Test
  void whereNothingIsRetrainedNoRetrainingIsTold() {
    PlannedRun run = run("a", "");
    PrepareSettings images = run.experiment().preparation();
    assertThat(lines(List.of(run), Map.of("1a2b", images), OptionalDouble.empty()))
        .contains(
            "time      unknown, for no epoch of this sweep has been trained yet",
            "besides   images to draw, networks to time");
  }
}

package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FigureLayoutTest {

  private static final Pattern NAMED = Pattern.compile("[{:]([^{}:]+)(?=[:}])");

  /** All that runs of a kind have; what is said of one cost is said of the others. */
  private static Set<String> known(RunKind kind) {
    Epoch epoch = kind == RunKind.SEARCH ? SampleRun.epoch(1) : SampleRetraining.epoch(1);
    Stream<String> rewarded = Stream.of("theta/reward", "theta/baseline");
    return Stream.concat(
            epoch.figures().stream().map(Figure::name),
            kind == RunKind.SEARCH ? rewarded : Stream.of())
        .collect(Collectors.toSet());
  }

  private static Stream<String> named(FigureLayout layout) {
    return Stream.concat(
        layout.lines().stream()
            .flatMap(line -> line.parts().stream())
            .flatMap(part -> NAMED.matcher(part).results().map(found -> found.group(1))),
        layout.charts().stream()
            .flatMap(chart -> chart.curves().stream())
            .map(Chart.Curve::figure));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSaidAndDrawnAreFiguresThatRunsHave(RunKind kind) {
    Set<String> known = known(kind);
    assertThat(named(FigureLayout.of(kind, List.of())).distinct())
        .hasSizeGreaterThan(5)
        .allSatisfy(
            name ->
                assertThat(
                        known.contains(name)
                            || known.contains(name.replaceFirst("^[a-z]+(?=/limit)", "macs"))
                            || known.contains(name.replaceFirst("^(macs|parameters)/", "latency/")))
                    .as(name)
                    .isTrue());
  }

  @Test
  void aSearchSaysWhatItIsLedToAndThatThetaStandsStill() {
    Map<String, String> told = FigureLayout.of(RunKind.SEARCH, List.of()).told(SampleRun.epoch(0));
    assertThat(told)
        .containsEntry("theta split", "not seen, theta stands still")
        .containsEntry("weight split", "loss 2.250, supernet accuracy 25.00 %")
        .containsEntry("E[latency]", "0.1600 ms, target 0.1280 ms (+25.0 %)")
        .containsEntry("E[macs]", "17,500,000 MACs, at most 20,000,000 MACs (-12.5 %)")
        .doesNotContainKey("E[parameters]");
    assertThat(FigureLayout.of(RunKind.SEARCH, List.of()).told(List.of()))
        .as("words about figures that are not all")
        .isEmpty();
  }

  @Test
  void aRetrainingSaysHowSureItsAccuracyIsAndWhichEpochDidBest() {
    assertThat(FigureLayout.of(RunKind.RETRAIN, List.of()).told(SampleRetraining.epoch(3)))
        .containsExactly(
            Map.entry("training", "loss 1.500, accuracy 43.75 %"),
            Map.entry("held out", "70.00 % (95 %: 63.75 % to 76.25 %)"),
            Map.entry("best", "70.00 % in epoch 3"),
            Map.entry("throughput", "400 images/s"));
  }

  @Test
  void aPartWithoutItsFiguresIsLeftOutAndALineWithoutItsFirst() {
    FigureLine line =
        new FigureLine("cost", List.of("{a}", " of {b} ({a:b})", "!"), Optional.of("none"));
    Figure a = new Figure("a", 3, Unit.COUNT);
    assertThat(line.of(List.of(a))).contains("3!");
    assertThat(line.of(List.of(a, new Figure("b", 4, Unit.COUNT)))).contains("3 of 4 (-25.0 %)!");
    assertThat(line.of(List.of(new Figure("b", 4, Unit.COUNT)))).isEmpty();
  }

  @Test
  void chartsOfSeveralRunsHaveOneFigureEachWithWhatItIsLedTo() {
    Chart chart =
        new Chart(
            "Costs",
            "",
            new Chart.Curve("one", "a"),
            new Chart.Curve("target", "b", true),
            new Chart.Curve("two", "c"));
    assertThat(chart.each())
        .extracting(Chart::title, one -> one.curves().stream().map(Chart.Curve::figure).toList())
        .containsExactly(tuple("Costs, one", List.of("a", "b")), tuple("Costs, two", List.of("c")));
    Chart alone = new Chart("Cost", "", new Chart.Curve("one", "a"));
    assertThat(alone.each()).extracting(Chart::title).containsExactly("Cost");
  }
}

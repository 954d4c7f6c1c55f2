package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fbnetspark.report.Markup.HOSTILE;
import static org.fbnetspark.report.Markup.found;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.domain.run.RunPulse;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.run.RunStatus;
import org.fbnetspark.testing.SamplePareto;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class SweepPageTest {

  private static SweepView.Point over(String name) {
    SearchView view = new SearchView(SampleRun.finished("file:/sweeps/1/points/" + name));
    return new SweepView.Point(
        name, "points/goals-1/goals/" + name, Optional.of(view), Optional.empty());
  }

  private static SweepView sweep() {
    SearchView begun = new SearchView(SampleRun.unfinished("file:/sweeps/1/points/b", 2));
    return new SweepView(
        new RunPath("file:/sweeps/1"),
        List.of(
            over("a"),
            new SweepView.Point("b", "points/b", Optional.of(begun), Optional.empty()),
            new SweepView.Point("c", "points/c", Optional.empty(), Optional.empty())),
        List.of(),
        Map.of("b", "no memory " + HOSTILE));
  }

  @Test
  void frontsComeFirstAndEveryPointIsThere() {
    String markup = Markup.of(SweepPage.html(sweep()));
    assertThat(found("(?<=<section id=\")[a-z0-9-]+", markup))
        .containsExactly("outcome", "front-1", "points", "architectures");
    assertThat(markup)
        .contains("<h1>Sweep 1</h1>", "1 of 3 points are finished.")
        .contains("Accuracy against latency on a device")
        .contains("data-chart=\"pareto\"")
        .contains("<h3>a</h3>")
        .contains("on the front")
        .doesNotContain(HOSTILE)
        .contains("&lt;/script&gt;");
    assertThat(markup.replaceAll("<[^>]+>", " "))
        .containsPattern("b +failed +2/4")
        .containsPattern("c +not begun")
        .containsPattern("a +finished .* points/goals-1/goals/a ");
  }

  @Test
  void whatIsNotShownOfManyIsTold() {
    List<SweepView.Point> points =
        IntStream.rangeClosed(1, 64).mapToObj(i -> over("seed=" + i)).toList();
    Map<String, String> failures =
        IntStream.rangeClosed(1, 64)
            .boxed()
            .collect(Collectors.toMap(i -> "other=" + i, i -> "no memory"));
    String page =
        SweepPage.html(new SweepView(new RunPath("file:/sweeps/1"), points, List.of(), failures));
    assertThat(page)
        .contains("The first 24 of 64; the page of each run has its own.")
        .contains("Failed (the first 50 of 64)");
    assertThat(SweepPage.html(sweep())).doesNotContain("The first 24", "Failed (");
  }

  @Test
  void hostileNamesAreEscapedInTheChartsToo() {
    String page =
        SweepPage.html(
            new SweepView(
                new RunPath("file:/" + HOSTILE), List.of(over(HOSTILE)), List.of(), Map.of()));
    assertThat(page).doesNotContain(HOSTILE);
    assertThat(found("<script", page)).hasSize(3);
  }

  @Test
  void textMarksWhatIsDominated() {
    String text = SweepText.fronts(SamplePareto.fronts());
    assertThat(text.lines().map(line -> line.replaceAll("  +", "|")))
        .contains("Accuracy against latency on a phone")
        .contains("target=0.1_seed=1|0.1000 ms|0.1040 ms|62.50 %|on the front|on the front")
        .contains("target=0.1_seed=2|0.1020 ms|0.1010 ms|50.00 %|dominated|on the front")
        .contains("target=0.2_seed=1|0.2050 ms|-|75.00 %|on the front|-")
        .anyMatch(
            line -> line.startsWith("By predicted cost 2 of 3 are not dominated, hypervolume "))
        .contains("Supernet's loss against MACs");
  }

  private static SweepView.Point begun(String name, String path, int epochs) {
    SearchView view = new SearchView(SampleRun.unfinished("file:/sweeps/1/" + path, epochs));
    return new SweepView.Point(name, path, Optional.of(view), Optional.empty());
  }

  /** Goals of a run have its epochs in common. */
  @Test
  void timeToGoIsThatOfRuns() {
    List<SweepView.Point> goals =
        List.of(
            begun("a", "points/goals-1/goals/a", 2),
            begun("b", "points/goals-1/goals/b", 2),
            begun("c", "points/goals-1/goals/c", 2));
    SweepView sweep = new SweepView(new RunPath("file:/sweeps/1"), goals, List.of(), Map.of());
    assertThat(sweep.secondsPerEpoch()).hasValue(4.5);
    assertThat(sweep.remainingSeconds()).hasValue(9);
  }

  @Test
  void finalistsAreLeftOnceAllEpochsAreDone() {
    SweepView sweep =
        new SweepView(
            new RunPath("file:/sweeps/1"),
            List.of(over("a"), begun("b", "points/b", 4)),
            List.of(),
            Map.of());
    assertThat(SweepText.status(sweep))
        .contains("1 finished, 1 begun, all epochs done, finalists to go for a time unknown\n");
  }

  @Test
  void statusHasALineForEachPoint() {
    assertThat(SweepText.status(sweep()).lines().map(line -> line.replaceAll("  +", "|")))
        .contains("points|1 finished, 1 failed, 1 not begun, about 28 s to go in epochs")
        .contains("a|finished|4/4|1.250|0.1250 ms|0.1325 ms|points/goals-1/goals/a")
        .contains("b|failed|2/4|1.750|-|-|points/b")
        .contains("c|not begun|-|-|-|-|points/c")
        .anyMatch(line -> line.startsWith("warning: b: no memory"));
  }

  /** The files of a point that failed a moment ago are as young as those of one that runs. */
  @Test
  void whatHasFailedIsNotRunning() {
    SweepView.Point b = sweep().points().get(1);
    RunRecord run = b.run().orElseThrow().run();
    RunPulse now = new RunPulse(false, false, Instant.EPOCH, Instant.EPOCH, OptionalDouble.empty());
    SweepView.Point asked =
        new SweepView.Point(
            b.name(),
            b.path(),
            b.run(),
            Optional.of(new RunStatus(run, now, OptionalInt.empty(), "")));
    RunPath path = new RunPath("file:/sweeps/1");
    SweepView alive = new SweepView(path, List.of(asked), List.of(), Map.of());
    assertThat(alive.state(asked)).isEqualTo("running");
    SweepView over = new SweepView(path, List.of(asked), List.of(), Map.of(b.name(), "no memory"));
    assertThat(over.state(asked)).isEqualTo("failed");
  }
}

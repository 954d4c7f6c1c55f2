package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fbnetspark.report.Markup.HOSTILE;
import static org.fbnetspark.report.Markup.found;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class SearchPageTest {

  private static final String RUN = "file:/runs/1";

  private static String page(RunRecord run) {
    return SearchPage.html(run, new ChartData(ChartsJson.of(run)));
  }

  @Test
  void everySectionIsThereTheAnswerFirst() {
    String markup = Markup.of(page(SampleRun.finished(RUN)));
    assertThat(found("(?<=<section id=\")[a-z]+|(?<=<h2 id=\")[a-z]+(?=-heading)", markup))
        .containsSubsequence(
            "outcome",
            "architecture",
            "epochs",
            "theta",
            "layers",
            "table",
            "finalists",
            "tries",
            "baselines",
            "samples",
            "again",
            "run");
    assertThat(markup)
        .contains("<h1>tiny-searched</h1>")
        .contains(
            "Target missed: measured 0.1325 ms is +3.5 % from 0.1280 ms, more than"
                + " search.target-tolerance (3.0 %) allows; the nearest of 3 timed in 2 tries")
        .contains("+10.94 points to the mean of the baselines (95 % between -9.50 and +31.32)")
        .contains("Predicted 0.1250 ms on a device, measured 0.1325 ms; the target is 0.1280 ms")
        .contains("theta is still uniform after 200 steps")
        .contains("not the accuracy of any architecture")
        .contains("cost.latency-table=/runs/1/latency-table.json")
        .contains("0.950, over 1 networks held out")
        .contains("a processor, 2 CPUs")
        .contains("tiny-sample-1");
  }

  @Test
  void headingsAreInOrderAndEveryChartHasWordsAndATable() {
    String markup = Markup.of(page(SampleRun.finished(RUN)));
    List<String> levels = found("(?<=<h)[1-6]", markup);
    assertThat(levels).startsWith("1", "2").containsOnlyOnce("1").doesNotContain("4", "5", "6");
    assertThat(found("class=\"plot\"", markup)).hasSize(7);
    assertThat(found("class=\"plot\"[^>]*role=\"img\"[^>]*aria-label=\"[^\"]{30,}", markup))
        .hasSize(7);
    assertThat(found("<details>", markup)).hasSizeGreaterThanOrEqualTo(5);
    assertThat(markup).contains("href=\"#main\"", "<html lang=\"en\">", "name=\"viewport\"");
  }

  @Test
  void theFileAsksForNothingElse() {
    String page = page(SampleRun.finished(RUN));
    assertThat(page).contains("content=\"default-src &#x27;none&#x27;;");
    assertThat(Markup.of(page)).doesNotContain("http:", "https:", "<link", "<img", "@import");
    assertThat(found("url\\(", page.replaceAll("(?s)<script>.*?</script>", ""))).isEmpty();
    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(1_500_000);
  }

  @Test
  void programsCannotEndTheirElementEarly() {
    String page = page(SampleRun.finished(RUN));
    assertThat(found("<script", page)).hasSize(3);
    assertThat(found("</script", page)).hasSize(3);
    assertThat(found("sha256-[A-Za-z0-9+/]{43}=", page)).hasSize(2);
  }

  @Test
  void hostileTextIsEscapedInTextAttributesAndData() {
    RunRecord sound = SampleRun.finished("file:/runs/" + HOSTILE.replace("/", ""));
    SearchSummary summary = SampleRun.summary(sound.directory(), HOSTILE);
    EpochReport last = sound.epochs().get(3);
    RunRecord run =
        new RunRecord(
            sound.directory(),
            sound.settings(),
            sound.costs(),
            Map.of(HOSTILE, HOSTILE),
            HOSTILE,
            List.of(
                new EpochReport(
                    0,
                    last.weights(),
                    last.theta(),
                    last.expectedCost(),
                    last.temperature(),
                    last.entropy(),
                    last.learningRate(),
                    last.target(),
                    last.limits(),
                    List.of(
                        new EpochReport.ChoiceProbabilities(
                            HOSTILE, List.of(HOSTILE), List.of(1.0))),
                    List.of(HOSTILE))),
            Optional.of(SampleRun.table(HOSTILE)),
            Optional.of(summary),
            List.of(SampleRun.architecture(HOSTILE)));
    String page = page(run);
    assertThat(Markup.of(page)).doesNotContain("<img").contains("&lt;img src=x");
    assertThat(found("<script", page)).hasSize(3);
    assertThat(found("</script", page)).hasSize(3);
    assertThat(found("<[a-z]+ [^>]*onerror=", Markup.of(page).replaceAll("\"[^\"]*\"", "")))
        .isEmpty();
  }

  @Test
  void longTextsAndListsAreCut() {
    RunRecord run = SampleRun.finished(RUN);
    RunRecord large =
        new RunRecord(
            run.directory(),
            run.settings(),
            run.costs(),
            Map.of("fact", "f".repeat(100_000)),
            "c".repeat(1_000_000),
            run.epochs(),
            run.latencies(),
            run.summary(),
            run.samples());
    assertThat(page(large).length()).isLessThan(page(run).length() + 210_000);
  }

  @Test
  void aRunThatIsNotOverTellsWhatThereIs() {
    String begun = Markup.of(page(SampleRun.unfinished(RUN, 0)));
    assertThat(begun)
        .contains("<h1>Search 1</h1>", "Not finished: 0 of 4 epochs", "No epoch has ended yet")
        .doesNotContain("class=\"plot\"", "<h2 id=\"finalists", "<h2 id=\"table");
    String halfway = Markup.of(page(SampleRun.unfinished(RUN, 2)));
    assertThat(halfway).contains("Not finished: 2 of 4 epochs").doesNotContain("id=\"layers");
    assertThat(found("class=\"plot\"", halfway)).hasSize(6);
  }

  @Test
  void withoutTargetMeasurementFinalistsAndProbabilitiesThePageIsWhole() {
    RunRecord run = SampleRun.finished(RUN);
    SearchSummary s = run.summary().orElseThrow();
    SearchSummary plain =
        new SearchSummary(
            s.runDirectory(),
            s.space(),
            s.architecture(),
            s.picks(),
            0,
            s.predictedLatencyMillis(),
            Optional.empty(),
            "the phone is elsewhere",
            s.latencyDevice(),
            Optional.empty(),
            List.of(),
            1e6,
            1.25e6,
            CostKind.MACS,
            List.of(),
            List.of(),
            List.of(),
            0,
            s.thetaSha256(),
            s.weightsSha256(),
            Optional.empty(),
            s.epochs(),
            s.shards(),
            s.seed());
    RunRecord macs =
        new RunRecord(
            run.directory(),
            SampleRun.settings(),
            new CostSettings(CostKind.MACS, Optional.empty()),
            run.facts(),
            run.config(),
            run.epochs().stream().map(SearchPageTest::old).toList(),
            run.latencies(),
            Optional.of(plain),
            List.of());
    String markup = Markup.of(page(macs));
    assertThat(markup)
        .contains("1,250,000 MACs", "the phone is elsewhere", "made by an earlier release")
        .contains("--config /runs/1/config.conf --run-dir runs/again")
        .doesNotContain("id=\"finalists", "id=\"tries", "id=\"baselines", "id=\"samples")
        .doesNotContain("measured latency", "Target missed");
  }

  private static EpochReport old(EpochReport epoch) {
    return new EpochReport(
        epoch.epoch(),
        epoch.weights(),
        epoch.theta(),
        1000 * epoch.expectedCost(),
        epoch.temperature(),
        epoch.entropy(),
        epoch.learningRate(),
        Optional.empty(),
        List.of(),
        List.of(),
        epoch.warnings());
  }

  @Test
  void architecturesAreDrawnByKernelExpansionAndGroups() {
    String markup = Markup.of(page(SampleRun.finished(RUN)));
    assertThat(markup)
        .contains("class=\"block k3\" style=\"--expansion: 1\"", ">K3 E1</span>")
        .contains("class=\"block k3 grouped\"", ">K3 E1 G2</span>")
        .contains("class=\"block skip\"", ">skip</span>")
        .contains("style=\"--expansion: 6\"", "class=\"block fixed k3\"");
  }

  @Test
  void dataThatWouldEndItsElementIsRefused() {
    for (String text : List.of("{\"a\":\"</script>\"}", "[\"\u2028\"]", "&amp;")) {
      assertThatThrownBy(() -> new ChartData(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void comparisonsHaveAColumnForEachRunAndOneChartOfCostsForEachUnit() {
    List<RunRecord> runs =
        List.of(SampleRun.finished(RUN), SampleRun.unfinished("file:/runs/<b>", 2));
    String markup = Markup.of(Comparison.html(runs, new ChartData(ChartsJson.of(runs))));
    assertThat(markup)
        .contains("Comparison of 2 runs", "1 1", "2 &lt;b&gt;", "not finished")
        .contains("No architecture is derived yet")
        .doesNotContain("<b>");
    assertThat(found("data-unit=\"ms\"", markup)).hasSize(1);
    assertThat(Comparison.text(runs).lines()).hasSize(3).allMatch(line -> line.length() < 300);
  }
}

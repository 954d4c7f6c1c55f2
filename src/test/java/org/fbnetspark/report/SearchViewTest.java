package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fbnetspark.report.Markup.HOSTILE;
import static org.fbnetspark.report.Markup.found;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.run.ChoiceProbabilities;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.SearchRecord;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class SearchViewTest {

  private static final String RUN = "file:/runs/1";

  private static String page(SearchRecord search) {
    return RunPage.html(new SearchView(search));
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
    assertThat(found("class=\"plot\"", markup)).hasSize(8);
    assertThat(found("class=\"plot\"[^>]*role=\"img\"[^>]*aria-label=\"[^\"]{30,}", markup))
        .hasSize(8);
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
    String directory = "file:/runs/" + HOSTILE.replace("/", "");
    Epoch last = SampleRun.epoch(3);
    Epoch hostile =
        new Epoch(
            0,
            Stream.concat(last.figures().stream(), Stream.of(new Figure(HOSTILE, 1, Unit.PLAIN)))
                .toList(),
            List.of(HOSTILE),
            List.of(new ChoiceProbabilities(HOSTILE, List.of(HOSTILE), List.of(1.0))));
    SearchRecord run =
        new SearchRecord(
            new RunRecord(
                new RunPath(directory),
                RunKind.SEARCH,
                SampleRun.settings().schedule(),
                Map.of(HOSTILE, HOSTILE),
                HOSTILE,
                List.of(hostile),
                Optional.of(HOSTILE)),
            SampleRun.settings(),
            new CostSettings(CostKind.LATENCY, Optional.empty(), false),
            Optional.of(SampleRun.table(HOSTILE)),
            Optional.of(SampleRun.summary(directory, HOSTILE)),
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
    SearchRecord run = SampleRun.finished(RUN);
    SearchRecord large =
        SampleRun.with(
            run,
            new RunRecord(
                run.run().path(),
                RunKind.SEARCH,
                run.run().schedule(),
                Map.of("fact", "f".repeat(100_000)),
                "c".repeat(1_000_000),
                run.run().epochs(),
                run.run().outcome()));
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
    assertThat(found("class=\"plot\"", halfway)).hasSize(7);
  }

  @Test
  void withoutTargetMeasurementFinalistsAndProbabilitiesThePageIsWhole() {
    SearchRecord run = SampleRun.finished(RUN);
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
            s.latencyRows(),
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
    SearchRecord macs =
        new SearchRecord(
            SampleRun.run(
                RUN,
                run.run().epochs().stream().map(SearchViewTest::plain).toList(),
                run.run().outcome()),
            SampleRun.settings(),
            new CostSettings(CostKind.MACS, Optional.empty(), false),
            run.latencies(),
            Optional.of(plain),
            List.of());
    String markup = Markup.of(page(macs));
    assertThat(markup)
        .contains("1,250,000 MACs", "17,500,000 MACs", "not measured: the phone is elsewhere")
        .contains("No epoch has ended yet", "Expected MACs")
        .contains("--config /runs/1/config.conf --run-dir runs/again")
        .doesNotContain("id=\"finalists", "id=\"tries", "id=\"baselines", "id=\"samples")
        .doesNotContain("measured latency", "Target missed");
  }

  /** Without what is wanted and without probabilities. */
  private static Epoch plain(Epoch epoch) {
    return new Epoch(
        epoch.number(),
        epoch.figures().stream()
            .filter(figure -> !figure.name().matches("latency/.*|.*/limit"))
            .toList(),
        epoch.warnings(),
        List.of());
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
    List<RunView> runs =
        List.of(
            new SearchView(SampleRun.finished(RUN)),
            new SearchView(SampleRun.unfinished("file:/runs/<b>", 2)));
    String markup = Markup.of(Comparison.html(runs));
    assertThat(markup)
        .contains("Comparison of 2 searches", "1 1", "2 &lt;b&gt;", "not finished")
        .contains("Loss of the supernet, theta split over epochs")
        .contains("No architecture is derived yet")
        .doesNotContain("<b>");
    assertThat(found("data-figures=\"latency/expected,latency/target\"", markup)).hasSize(1);
    assertThat(found("class=\"plot\"", markup)).hasSize(8);
    assertThat(Comparison.text(runs).lines()).hasSize(3).allMatch(line -> line.length() < 300);
  }

  @Test
  void runsWithoutAnEpochAreComparedWithoutCurves() {
    RunView begun = new SearchView(SampleRun.unfinished(RUN, 0));
    String markup = Markup.of(Comparison.html(List.of(begun, begun)));
    assertThat(markup).contains("No epoch has ended yet").doesNotContain("class=\"plot\"");
  }

  @Test
  void commandsAreQuotedForTheShell() {
    SearchRecord local = SampleRun.finished("file:/runs/a b's");
    assertThat(RunCommands.resume(local.run()))
        .isEqualTo("./submit/search --resume --run-dir '/runs/a b'\\''s'");
    assertThat(new SearchView(SampleRun.finished("file:/runs/1")).again())
        .containsExactly(
            "./submit/search --config /runs/1/config.conf"
                + " --set cost.latency-table=/runs/1/latency-table.json --run-dir runs/again");
    assertThat(new SearchView(SampleRun.finished("hdfs://host/runs/1")).again())
        .containsExactly(
            "hadoop fs -get hdfs://host/runs/1/config.conf config.conf",
            "./submit/search --config config.conf"
                + " --set cost.latency-table=hdfs://host/runs/1/latency-table.json"
                + " --run-dir runs/again");
  }

  @Test
  void aSearchThatLimitsLatencyIsRunAgainWithItsOwnTimes() {
    SearchRecord led = SampleRun.finished("file:/runs/1");
    String[] limited = {"cost.kind=macs", "search={target-macs=1e6, target-latency-millis=0.2}"};
    SearchRecord macs =
        new SearchRecord(
            led.run(),
            ConfigFile.load(Optional.empty(), List.of(limited)).experiment().search(),
            new CostSettings(CostKind.MACS, Optional.empty(), false),
            led.latencies(),
            Optional.empty(),
            List.of());
    assertThat(new SearchView(macs).again().get(0))
        .contains("--set cost.latency-table=/runs/1/latency-table.json");
  }

  @Test
  void gatesAndAlternationAreNamedAsInAConfiguration() {
    SearchRecord run = SampleRun.finished(RUN);
    String[] keys = {
      "search={gate-rule=two-paths, gates=per-batch, alternation=3}",
      "search.widths={warm-up=wide-to-narrow, sampling=fair}"
    };
    SearchRecord paths =
        new SearchRecord(
            run.run(),
            ConfigFile.load(Optional.empty(), List.of(keys)).experiment().search(),
            run.costs(),
            run.latencies(),
            run.summary(),
            run.samples());
    assertThat(Markup.of(page(paths)))
        .containsPattern("search\\.gate-rule</th>\\s*<td[^>]*>two-paths</td>")
        .containsPattern("search\\.gates</th>\\s*<td[^>]*>per-batch</td>")
        .containsPattern("search\\.alternation</th>\\s*<td[^>]*>3</td>")
        .containsPattern("search\\.widths\\.warm-up</th>\\s*<td[^>]*>wide-to-narrow</td>")
        .containsPattern("search\\.widths\\.sampling</th>\\s*<td[^>]*>fair</td>");
    assertThat(new SearchView(run).settings().values()).contains("gumbel", "epochs");
  }
}

package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.SampleRetraining;
import org.fbnetspark.SampleRun;
import org.fbnetspark.format.ChartsJson;
import org.fbnetspark.format.RetrainChartsJson;
import org.fbnetspark.retrain.RetrainRecord;
import org.fbnetspark.search.RunRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages in a browser, where there is one; no name is resolved, so that a request would fail. */
class ReportBrowserIT {

  private static final long MOST_SECONDS = 120;

  private static Optional<Path> browser = Optional.empty();

  @TempDir private Path folder;

  private record Shown(String dom, String log) {
    List<String> found(String regex) {
      return Pattern.compile(regex).matcher(dom).results().map(MatchResult::group).toList();
    }
  }

  @BeforeAll
  static void findBrowser() {
    browser =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .flatMap(
                place ->
                    Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(place, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(browser.isPresent(), "no Chromium on the PATH");
  }

  private Shown open(String html, String... options) throws IOException, InterruptedException {
    Path page = folder.resolve("page.html");
    Files.writeString(page, html);
    List<String> line =
        new ArrayList<>(
            List.of(
                browser.orElseThrow().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                "--dump-dom"));
    line.addAll(List.of(options));
    line.add(page.toUri().toString());
    Path dom = folder.resolve("dom");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(line).redirectOutput(dom.toFile()).redirectError(log.toFile()).start();
    try {
      assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).as("ends in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Shown(Files.readString(dom), Files.readString(log));
  }

  private static void assertDrawn(Shown shown, int charts) {
    assertThat(shown.log().lines().filter(line -> line.contains("CONSOLE"))).isEmpty();
    assertThat(shown.log()).doesNotContain("ERR_NAME_NOT_RESOLVED", "net_error");
    assertThat(shown.found("<svg[^>]*>")).hasSize(charts);
    assertThat(shown.found("<path ")).hasSizeGreaterThan(10 * charts);
    String markup = shown.dom().replaceAll("(?s)<script.*?</script>", "");
    assertThat(Pattern.compile("(?:src|href)=\"(?:[a-z]+:)?//").matcher(markup).find()).isFalse();
  }

  private static String page(RunRecord run) {
    return SearchPage.html(run, new ChartData(ChartsJson.of(run)));
  }

  private static String page(RetrainRecord run) {
    return RetrainPage.html(run, new ChartData(RetrainChartsJson.of(run)));
  }

  @Test
  void everyChartOfAFinishedRunIsDrawn() throws Exception {
    Shown shown = open(page(SampleRun.finished("file:/runs/1")), "--window-size=1280,900");
    assertDrawn(shown, 7);
    assertThat(shown.dom())
        .contains(">weight split</text>", ">theta split</text>", ">target</text>")
        .contains(">stage1.layer1</text>", ">mb_k3_e1_g2</text>", "epoch 4</output>");
  }

  @Test
  void narrowDarkScreensAndRunsThatGoOnAreDrawnToo() throws Exception {
    Shown shown =
        open(
            page(SampleRun.unfinished("file:/runs/1", 2)),
            "--window-size=360,800",
            "--blink-settings=preferredColorScheme=0");
    assertDrawn(shown, 6);
  }

  @Test
  void curvesOfSeveralRunsLieOverEachOther() throws Exception {
    List<RunRecord> runs =
        List.of(SampleRun.finished("file:/runs/a"), SampleRun.unfinished("file:/runs/b", 3));
    Shown shown = open(Comparison.html(runs, new ChartData(ChartsJson.of(runs))));
    assertDrawn(shown, 6);
    assertThat(shown.dom()).contains(">1 a</text>", ">2 b</text>", ">1 target</text>");
  }

  @Test
  void everyChartOfATrainedNetworkIsDrawn() throws Exception {
    Shown shown = open(page(SampleRetraining.finished("file:/runs/1")), "--window-size=1280,900");
    assertDrawn(shown, 6);
    assertThat(shown.dom())
        .contains(">held out</text>", ">training</text>", ">frog</text>", ">100 %</text>");
  }

  @Test
  void aHundredClassesAreDrawnOnANarrowDarkScreenToo() throws Exception {
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "class " + i).toList();
    Shown shown =
        open(
            page(SampleRetraining.finished("file:/runs/1", names)),
            "--window-size=360,800",
            "--blink-settings=preferredColorScheme=0");
    assertDrawn(shown, 6);
  }

  @Test
  void curvesOfSeveralRetrainingsLieOverEachOther() throws Exception {
    List<RetrainRecord> runs =
        List.of(
            SampleRetraining.finished("file:/runs/a"),
            SampleRetraining.unfinished("file:/runs/b", 3));
    Shown shown = open(RetrainComparison.html(runs, new ChartData(RetrainChartsJson.of(runs))));
    assertDrawn(shown, 4);
    assertThat(shown.dom()).contains(">1 a</text>", ">2 b</text>");
  }
}

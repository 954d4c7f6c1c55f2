package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.retrain.RetrainRecord;
import org.fbnetspark.search.SearchRecord;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static String page(SearchRecord run) {
    return RunPage.html(new SearchView(run));
  }

  private static String page(RetrainRecord run) {
    return RunPage.html(new RetrainView(run));
  }

  @Test
  void everyChartOfAFinishedRunIsDrawn() throws Exception {
    Shown shown = open(page(SampleRun.finished("file:/runs/1")), "--window-size=1280,900");
    assertDrawn(shown, 8);
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
    assertDrawn(shown, 7);
  }

  @Test
  void curvesOfSeveralRunsLieOverEachOther() throws Exception {
    List<RunView> runs =
        List.of(
            new SearchView(SampleRun.finished("file:/runs/a")),
            new SearchView(SampleRun.unfinished("file:/runs/b", 3)));
    Shown shown = open(Comparison.html(runs));
    assertDrawn(shown, 8);
    assertThat(shown.dom()).contains(">1 a</text>", ">2 b</text>", ">1 target</text>");
  }

  @Test
  void networksBetweenCostAndAccuracyAreDrawnOnScreensOfBothKinds() throws Exception {
    SweepView sweep =
        new SweepView(
            new RunPath("file:/sweeps/1"),
            Stream.of("a", "b")
                .map(
                    name ->
                        new SweepView.Point(
                            name,
                            "points/" + name,
                            Optional.of(new SearchView(SampleRun.finished("file:/" + name))),
                            Optional.empty()))
                .toList(),
            List.of(),
            Map.of());
    Shown wide = open(SweepPage.html(sweep), "--window-size=1280,900");
    assertDrawn(wide, 1);
    assertThat(wide.dom())
        .contains(">predicted</text>", ">measured</text>", ">front as measured</text>");
    assertDrawn(
        open(
            SweepPage.html(sweep),
            "--window-size=360,800",
            "--blink-settings=preferredColorScheme=0"),
        1);
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
    List<RunView> runs =
        List.of(
            new RetrainView(SampleRetraining.finished("file:/runs/a")),
            new RetrainView(SampleRetraining.unfinished("file:/runs/b", 3)));
    Shown shown = open(Comparison.html(runs));
    assertDrawn(shown, 5);
    assertThat(shown.dom()).contains(">1 a</text>", ">2 b</text>");
  }

  /** A name of a length, that differs from others where long ones do: somewhere in it. */
  private static String name(int index, int length) {
    return ("n" + index + "abcdefgh-ijklmnopqrstuvwxyz".repeat(2)).substring(0, length);
  }

  /** Every kind of page, with names of runs, layers and classes of this length. */
  private static Map<String, String> pages(int length) {
    List<String> names = IntStream.range(0, 5).mapToObj(i -> name(i, length)).toList();
    List<String> classes = IntStream.range(0, 10).mapToObj(i -> name(i, length)).toList();
    List<RunView> searches = new ArrayList<>();
    List<RunView> retrainings = new ArrayList<>();
    for (String name : names) {
      String directory = "file:/runs/" + name;
      searches.add(new SearchView(SampleRun.finished(directory)));
      retrainings.add(new RetrainView(SampleRetraining.finished(directory, classes)));
    }
    Map<String, String> pages = new TreeMap<>();
    pages.put("search", RunPage.html(searches.get(0)));
    pages.put("searches", Comparison.html(searches));
    pages.put("retraining", RunPage.html(retrainings.get(0)));
    pages.put("retrainings", Comparison.html(retrainings));
    Map<String, String> named = new TreeMap<>();
    pages.forEach(
        (kind, html) ->
            named.put(
                kind + " of " + length + " letters",
                // Of the layers: stage1.layer2 and the like.
                Pattern.compile("stage(\\d)\\.layer(\\d)")
                    .matcher(html)
                    .replaceAll(
                        layer -> name(Integer.parseInt(layer.group(1) + layer.group(2)), length))));
    return named;
  }

  /** What does not fit where pages are shown in windows of 360 to 1920 pixels. */
  private List<String> faults(Map<String, String> pages, String style) throws Exception {
    Map<String, String> loose = new TreeMap<>();
    // The policy of a page lets no other program look into it, and none hand it another style.
    pages.forEach(
        (name, html) ->
            loose.put(
                name,
                html.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
                    .replaceFirst("</style>", style + "</style>")));
    String json = new ObjectMapper().writeValueAsString(loose).replace("<", "\\u003c");
    String program;
    try (InputStream in = ReportBrowserIT.class.getResourceAsStream("measure.js")) {
      program = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Shown shown =
        open(
            "<!DOCTYPE html><body><script type=\"application/json\" id=\"pages\">"
                + json
                + "</script><script>"
                + program
                + "</script>");
    Matcher told =
        Pattern.compile("(?s)<pre>(.*)measured (\\d+) charts</pre>").matcher(shown.dom());
    assertThat(told.find()).as("measured").isTrue();
    assertThat(Integer.parseInt(told.group(2))).isGreaterThanOrEqualTo(4 * pages.size());
    return told.group(1).lines().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40})
  void nothingIsCutOrCoveredAtAnyWidth(int length) throws Exception {
    assertThat(faults(pages(length), "")).isEmpty();
  }

  @Test
  void labelsHaveRoomWhereLettersAreWiderThanTheChartsReckonWith() throws Exception {
    Map<String, String> pages = Map.of("search", page(SampleRun.finished("file:/runs/1")));
    assertThat(faults(pages, "svg text { letter-spacing: 2px }"))
        .noneMatch(fault -> fault.contains("is cut"));
  }
}

package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fbnetspark.run.JobRefusedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches that Spark, the data or the run directory make impossible, with Spark in this process.
 */
class SearchRefusalsTest {

  private static final Map<String, String> SPARK =
      Map.of(
          "spark.master", "local[2]",
          "spark.ui.enabled", "false",
          "spark.driver.host", "localhost",
          "spark.driver.bindAddress", "127.0.0.1");

  @TempDir private static Path folder;

  @BeforeAll
  static void searchOnce() throws IOException {
    SPARK.forEach(System::setProperty);
    Commands prepared = prepare("data");
    assertThat(prepared.code()).as(prepared.err()).isZero();
    Commands searched = search("data", "run");
    assertThat(searched.code()).as(searched.err()).isZero();
    for (String copy : List.of("broken-manifest", "broken-shard")) {
      assertThat(prepare(copy).code()).isZero();
    }
    Files.writeString(folder.resolve("broken-manifest/dataset.json"), "{ \"format\": 1");
    Path shard = folder.resolve("broken-shard/train-00001.shard");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    Files.copy(folder.resolve("run/latency-table.json"), folder.resolve("table.json"));
  }

  @AfterAll
  static void clear() {
    SPARK.keySet().forEach(System::clearProperty);
  }

  @Test
  void aMasterThatIsNoneIsRefused() {
    System.setProperty("spark.master", "sprak://localhost:7077");
    try {
      Commands refused = search("data", "no-master");
      assertThat(refused.code()).isEqualTo(ExitCode.REFUSED.code());
      assertThat(refused.err())
          .contains("Spark could not start on sprak://localhost:7077 (Could not parse Master URL")
          .contains("check --master", "is Spark 3.5");
    } finally {
      SPARK.forEach(System::setProperty);
    }
  }

  private static Commands prepare(String data) {
    return Commands.run(
        "prepare",
        "--set=data.path=" + folder.resolve(data),
        "--set=prepare.generated={classes=3, side=8, train=60, test=0}",
        "--set=prepare.train-shards=2");
  }

  private static Commands search(String data, String run, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "search",
                "--run-dir=" + folder.resolve(run),
                "--set=data.path=" + folder.resolve(data),
                "--set=space={name=mine, input=[8,8,3], stem={kernel=3, width=4, stride=2}}",
                "--set=space.stages=[{width=4, layers=1, stride=1}]",
                "--set=space.candidates=[mb_k3_e1, skip]",
                "--set=space.last-width=8",
                "--set=search={epochs=1, warmup-epochs=0, shards=2, batch=4}",
                "--set=derive.samples=1",
                "--json"));
    words.addAll(List.of(more));
    return Commands.run(words.toArray(String[]::new));
  }

  private static void refused(Commands run, int code, String... words) {
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).contains("error: ").contains(words).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void runDirectoryOfARunIsNotOverwritten() {
    refused(search("data", "run"), 2, "holds a run already", "--resume");
  }

  @Test
  void finishedRunIsResumedWithItsOwnConfiguration() {
    Path run = folder.resolve("run");
    Commands resumed = Commands.run("search", "--resume", "--run-dir", run.toString(), "--json");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("\"thetaSha256\"");
  }

  @Test
  void nothingToResumeIsRefused() {
    Path none = folder.resolve("none");
    refused(
        Commands.run("search", "--resume", "--run-dir", none.toString()), 2, "no run to resume");
    refused(Commands.run("search", "--resume"), 2, "--resume needs --run-dir");
    refused(search("data", "none", "--resume"), 2, "no run to resume");
  }

  @Test
  void runOfOtherSettingsOrSpaceIsNotResumed() {
    refused(search("data", "run", "--resume", "--set=seed=9"), 2, "settings");
    refused(
        search("data", "run", "--resume", "--set=space.candidates=[skip, mb_k3_e1]"), 2, "space");
  }

  @Test
  void kryoIsRefusedWithTheReason() {
    System.setProperty("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    try {
      refused(search("data", "kryo"), 2, "spark.serializer", "Kryo");
    } finally {
      System.clearProperty("spark.serializer");
    }
  }

  /**
   * One refusal.
   *
   * @param code the exit code
   * @param words what the error names
   * @param data directory of the data
   * @param override of the configuration
   */
  record Refusal(int code, String words, String data, String override) {}

  static Stream<Refusal> refusals() {
    return Stream.of(
        new Refusal(3, "holds no prepared data set", "nowhere", "seed=1"),
        new Refusal(3, "dataset.json", "broken-manifest", "seed=1"),
        new Refusal(3, "train-00001.shard", "broken-shard", "seed=1"),
        new Refusal(3, "or set data.path to one", "nowhere", "seed=1"),
        new Refusal(3, "cost.latency-table = ", "data", "cost.latency-table=FOLDER/gone.json"),
        new Refusal(3, "none.json", "data", "cost.latency-table=FOLDER/none.json"),
        new Refusal(2, "at most the number of training files", "data", "search.shards=3"),
        new Refusal(2, "outside of the heap", "data", "search.batch=100000000"),
        new Refusal(2, "must fit into", "data", "search.batch=50"),
        new Refusal(2, "must be the shape of the images", "data", "space.input=[16,16,3]"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusalHasItsCodeAndWords(Refusal refusal) {
    String override = refusal.override().replace("FOLDER", folder.toString());
    refused(
        search(refusal.data(), "refused-" + refusal.words().hashCode(), "--set=" + override),
        refusal.code(),
        refusal.words());
  }

  /** What the settings alone tell comes before images are drawn and latencies timed. */
  @ParameterizedTest
  @MethodSource("knownFirst")
  void whatIsRefusedFirstHasDoneNothing(Refusal refusal) throws IOException {
    String override = refusal.override().replace("FOLDER", folder.toString());
    Path run = folder.resolve("first-" + refusal.words().hashCode());
    Commands refused =
        Commands.run(
            "search",
            "--run-dir=" + run,
            "--set=prepare.generated={classes=3, side=8, train=60, test=0}",
            "--set=prepare.train-shards=2",
            "--set=space.name=tiny",
            "--set=search={epochs=1, warmup-epochs=0, shards=2, batch=4}",
            "--set=" + override);
    refused(refused, refusal.code(), refusal.words());
    assertThat(refused.err()).doesNotContain("prepared ").doesNotContain("timed ");
    assertThat(run.resolve("data")).doesNotExist();
    assertThat(run.resolve("latency-table.json")).doesNotExist();
  }

  static Stream<Refusal> knownFirst() {
    return Stream.of(
        new Refusal(3, "none.json", "", "cost.latency-table=FOLDER/none.json"),
        new Refusal(2, "must fit into the theta split", "", "search.batch=7"),
        new Refusal(2, "at most the number of training files", "", "search.shards=3"),
        new Refusal(2, "outside of the heap", "", "search.batch=100000000"),
        new Refusal(2, "must be the shape of the images", "", "space.input=[16,16,3]"));
  }

  /** A target between the ends can be told from one beside them only by times. */
  @Test
  void whatIsRefusedAfterTimingLeavesTheTimesForTheNextTry() throws IOException {
    Path run = folder.resolve("timed");
    Path table = run.resolve("latency-table.json");
    Commands refused = toTarget("timed", "search.target-latency-millis=1000000");
    refused(refused, 2, "search.target-latency-millis is 1000", "choose a target between them");
    assertThat(refused.err())
        .contains("prepared ", "timed ", "cost.latency-table = ", "timed/latency-table.json takes");
    try (Stream<Path> left = Files.list(run)) {
      assertThat(left.filter(file -> !file.getFileName().toString().startsWith(".")))
          .containsExactly(table);
    }
    byte[] times = Files.readAllBytes(table);

    Commands again = toTarget("timed", "search.target-latency-millis=2000000");
    refused(again, 2, "search.target-latency-millis is 2000", "choose a target between them");
    assertThat(again.err()).doesNotContain("prepared ").doesNotContain("timed ");
    assertThat(table).hasBinaryContent(times);

    // Times of another setting are of no use.
    Commands other = toTarget("timed", "profile.batch=2", "search.target-latency-millis=1000000");
    refused(other, 2, "choose a target between them");
    assertThat(other.err()).contains("timed ");

    Commands begun = toTarget("timed", "search.target-latency-millis=null");
    assertThat(begun.code()).as(begun.err()).isZero();
  }

  private static Commands toTarget(String run, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--set=data.path=null",
                "--set=prepare.generated={classes=3, side=8, train=60, test=0}",
                "--set=prepare.train-shards=2"));
    Stream.of(more).forEach(one -> words.add("--set=" + one));
    return search("data", run, words.toArray(String[]::new));
  }

  @Test
  void latencyTableWithoutTheNeededRowsNamesThemAll() {
    Commands run =
        search(
            "data",
            "rows",
            "--set=cost.latency-table=" + folder.resolve("table.json"),
            "--set=space.candidates=[mb_k5_e1, mb_k5_e3]");
    refused(run, 3, "lacks 2 rows", "mb_k5_e1", "mb_k5_e3");
  }

  @Test
  void anotherSparkIsRefusedWithTheOneWanted() {
    assertThatCode(() -> SparkStart.requireVersion("3.5.1")).doesNotThrowAnyException();
    assertThatThrownBy(() -> SparkStart.requireVersion("3.4.4"))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll("This is Spark 3.4.4", "built for Spark 3.5", "SPARK_HOME");
  }
}

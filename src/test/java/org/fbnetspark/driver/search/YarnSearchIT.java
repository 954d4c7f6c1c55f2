package org.fbnetspark.driver.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.HadoopCluster;
import org.fbnetspark.testing.SearchFile;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SmallTable;
import org.fbnetspark.testing.SparkProcess;
import org.fbnetspark.testing.SubmittedSearch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Searches whose data, latency table and run directory are on HDFS, on YARN and without. */
@Timeout(600)
class YarnSearchIT {

  private static final int PATIENCE_SECONDS = 240;

  @TempDir private static Path shared;
  private static HadoopCluster cluster;
  private static SearchFile.Bits expected;

  @TempDir private Path directory;

  @BeforeAll
  static void putDataAndTableOnHdfs() throws Exception {
    Path data = SmallSearch.prepared(shared.resolve("stripes"));
    Path table = shared.resolve("table.json");
    Files.write(table, LatencyTableJson.write(SmallTable.forAll(SmallSearch.SPACE)));
    SearchFile.write(shared.resolve("small.conf"), data.toString());
    try (SparkProcess local =
        SparkProcess.search(
            shared.resolve("local.log"),
            "local[2]",
            options(table.toString(), shared.resolve("run").toString()))) {
      cluster = HadoopCluster.yarn(shared);
      Storage storage = Storage.standard();
      storage.write(onHdfs("table.json"), Files.readAllBytes(table));
      try (Stream<Path> files = Files.list(data)) {
        for (Path file : files.toList()) {
          storage.write(onHdfs("data/" + file.getFileName()), Files.readAllBytes(file));
        }
      }
      local.succeeds(PATIENCE_SECONDS);
    }
    expected = SearchFile.Bits.of(shared.resolve("run"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String onHdfs(String name) {
    return cluster.uri() + "/" + name;
  }

  private static List<String> options(String table, String run) {
    return new ArrayList<>(
        List.of(
            "--config=" + shared.resolve("small.conf"),
            "--set=cost.kind=latency",
            "--set=cost.latency-table=" + table,
            "--run-dir=" + run));
  }

  private static List<String> onHdfs(List<String> options) {
    options.add("--set=data.path=" + onHdfs("data"));
    return options;
  }

  private static SearchFile.Bits bits(String run) throws IOException {
    return SearchFile.Bits.of(Storage.standard().read(onHdfs(run + "/summary.json"), 1 << 20));
  }

  /** {@code ./submit/search} by the recipe, on executors that fit into this machine. */
  private SparkProcess submitted(String mode, List<String> options) throws IOException {
    String jars = "spark.yarn.jars " + SubmittedSearch.installed("target/spark/jars");
    String home = System.getProperty("java.home");
    return new SubmittedSearch("yarn.conf", jars)
        .with("spark.executor.memoryOverhead", "600m")
        .with("spark.executorEnv.JAVA_HOME", home)
        .with("spark.yarn.appMasterEnv.JAVA_HOME", home)
        .in("HADOOP_CONF_DIR", cluster.configuration().toString())
        .start(
            directory,
            mode,
            List.of("--master=yarn", "--deploy-mode=" + mode, "--num-executors=2"),
            options);
  }

  @Test
  void aSearchOnYarnKilledAtItsClientIsResumedOnTheClusterToTheBitsOfOneProcess() throws Exception {
    String run = onHdfs("runs/yarn");
    try (SparkProcess client = submitted("client", onHdfs(options(onHdfs("table.json"), run)))) {
      client.await("epoch 3/4 weights 2/", PATIENCE_SECONDS);
      client.kill();
      assertThat(client.said())
          .containsPattern("cluster: \\d executors? so far, 1 core each")
          .contains("of 344 MB")
          .doesNotContain("files: ");
    }
    try (SparkProcess driver = submitted("cluster", List.of("--resume", "--run-dir=" + run))) {
      driver.succeeds(PATIENCE_SECONDS);
    }
    assertThat(bits("runs/yarn")).isEqualTo(expected);
    assertThat(new String(Storage.standard().read(run + "/metrics.jsonl", 1 << 20), UTF_8).lines())
        .hasSize(4);
  }

  private SparkProcess local(String log, List<String> options) throws IOException {
    return SparkProcess.search(directory.resolve(log), "local[2]", options);
  }

  @Test
  void hdfsInSafeModeStopsASearchThatGoesOnAfterwards() throws Exception {
    String run = onHdfs("runs/safe");
    try (SparkProcess search = local("safe.log", onHdfs(options(onHdfs("table.json"), run)))) {
      search.await("epoch 2/4 weights", PATIENCE_SECONDS);
      cluster.enterSafeMode();
      assertThat(search.ends(PATIENCE_SECONDS)).isNotZero();
      assertThat(search.said())
          .containsPattern("runs/safe/\\S+ cannot be written: HDFS is in safe mode")
          .contains("hdfs dfsadmin -safemode wait");
      try (SparkProcess refused = local("refused.log", List.of("--resume", "--run-dir=" + run))) {
        assertThat(refused.ends(PATIENCE_SECONDS)).isBetween(2, 3);
        assertThat(refused.said()).contains("cannot be written: HDFS is in safe mode");
      }
    } finally {
      cluster.leaveSafeMode();
    }
    try (SparkProcess resumed = local("resumed.log", List.of("--resume", "--run-dir=" + run))) {
      resumed.succeeds(PATIENCE_SECONDS);
      assertThat(resumed.said()).contains("resuming after");
    }
    assertThat(bits("runs/safe")).isEqualTo(expected);
  }
}

package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SearchFile;
import org.fbnetspark.testing.Signal;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SparkCluster;
import org.fbnetspark.testing.SparkProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each paper's method on two executor processes, of which one is killed, and then the driver; it
 * goes on with two threads of another process and has the bits of a calm search on one.
 */
@Timeout(300)
class MethodProcessesIT {

  private static final int PATIENCE_SECONDS = 120;

  /** Whether none is left to the profile that has several of everything. */
  private static final boolean ALL = Integer.getInteger("answers", 1) > 1;

  private static final List<String> SOME = List.of("second order", "REINFORCE");

  private static final String CELLS =
      """
      space {
        name = cells, input = [8, 8, 3], cells = 3, width = 4, nodes = 1
        ops = [none, skip_connect, max_pool_3x3, sep_conv_3x3]
      }
      search { alternation = 1, gate-rule = softmax, loss { form = fbnet, beta = 0 } }
      """;

  private static final String BLOCKS =
      """
      space {
        name = small, input = [8, 8, 3], stem = { kernel = 3, width = 6, stride = 1 }
        stages = [{ width = 6, layers = 1, stride = 1 }, { width = 8, layers = 2, stride = 2 }]
        candidates = [mb_k3_e1, mb_k5_e1_g2, skip], last-width = 12
      }
      search.loss { form = product-log, scale = 100000 }
      """;

  /** What makes each method of the one search. */
  private static final Map<String, String> METHODS =
      Map.of(
          "DARTS of first order", CELLS + "search.theta.order = first",
          "DARTS of second order", CELLS + "search.theta.order = second",
          "ProxylessNAS of one path", BLOCKS + "search.gate-rule = one-path",
          "ProxylessNAS of two paths",
              BLOCKS + "search { gate-rule = two-paths, loss.cost-under = pair }",
          "ProxylessNAS of all paths", BLOCKS + "search.gate-rule = all-paths",
          "ProxylessNAS by REINFORCE",
              BLOCKS
                  + """
                  search {
                    gate-rule = one-path, theta.rule = reinforce
                    loss { form = reward, beta = 0.1, scale = 100000 }
                  }
                  """);

  @TempDir static Path shared;
  private static Path data;
  private static SparkCluster cluster;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    data = SmallSearch.prepared(shared.resolve("stripes"));
    cluster = SparkCluster.start(Files.createDirectories(shared.resolve("cluster")), 2);
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  static Stream<String> methods() {
    return METHODS.keySet().stream()
        .filter(method -> ALL || SOME.stream().anyMatch(method::endsWith))
        .sorted();
  }

  private String config(String method) {
    return String.format(
            Locale.ROOT,
            """
            seed = 11
            data { path = "%s", augmentation.padding = 1 }
            cost.kind = macs
            search {
              epochs = 3, warmup-epochs = 1, shards = 2, batch = 16
              weights.steps-per-round = 1
            }
            derive.samples = 0
            run { progress-seconds = 0, checkpoints = 2 }
            """,
            data)
        + METHODS.get(method);
  }

  private void here(String text, String master, Path run, boolean resume) throws Exception {
    ConfigFile config = ConfigFile.parse(text, "method.conf", List.of());
    RunStart start = new RunStart(run.toString(), resume, config.render());
    try (JavaSparkContext spark = LocalSpark.start(master)) {
      new SearchJob(spark, config.experiment(), start, line -> {}).run();
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anyMasterAndAnyKillGiveTheSameBits(String method) throws Exception {
    String text = config(method);
    Path calm = directory.resolve("calm");
    here(text, "local[1]", calm, false);

    Path file = directory.resolve("method.conf");
    Files.writeString(file, text);
    Path run = directory.resolve("killed");
    List<String> options = List.of("--config", file.toString(), "--run-dir", run.toString());
    Path log = directory.resolve("killed.log");
    try (SparkProcess search = SparkProcess.search(log, cluster.address(), options)) {
      search.await("epoch 1/3 done", PATIENCE_SECONDS);
      Map<String, ProcessHandle> executors = cluster.executors();
      assertThat(executors).isNotEmpty();
      Signal.KILL.send(executors.values().iterator().next());
      search.await("epoch 3/3 weights 1/", PATIENCE_SECONDS);
      search.kill();
    }
    assertThat(run.resolve("summary.json")).doesNotExist();

    here(text, "local[2]", run, true);
    assertThat(SearchFile.Bits.of(run)).isEqualTo(SearchFile.Bits.of(calm));
  }
}

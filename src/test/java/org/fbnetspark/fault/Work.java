package org.fbnetspark.fault;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.driver.profile.ProfileJob;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.driver.search.SearchJob;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SmallTable;

/** What is disturbed: jobs of a second or two. */
enum Work {
  SEARCH,
  RETRAINING,
  PROFILE;

  static final int EPOCHS = 3;
  static final int SHARDS = 4;

  private static final Network NETWORK =
      SmallSearch.SPACE.at(new int[] {0, 1, 2}).named("small-derived");

  /** Makes what all of them read: images, an architecture, a configuration. */
  static void prepare(Path folder) throws IOException {
    SmallSearch.prepared(folder.resolve("stripes"));
    Files.write(folder.resolve("architecture.json"), ArchitectureJson.write(NETWORK));
    // A table of another machine, so that nothing is timed in the end.
    Files.write(
        folder.resolve("table.json"), LatencyTableJson.write(SmallTable.forAll(SmallSearch.SPACE)));
    Files.writeString(
        folder.resolve("small.conf"),
        String.format(
            Locale.ROOT,
            """
            seed = 11
            data { path = "%1$s/stripes", augmentation.padding = 1 }
            cost.latency-table = "%1$s/table.json"
            space {
              name = small, input = [8, 8, 3], stem = { kernel = 3, width = 6, stride = 1 }
              stages = [{ width = 6, layers = 1, stride = 1 }, { width = 8, layers = 2, stride = 2 }]
              candidates = [mb_k3_e1, mb_k5_e1_g2, skip], last-width = 12
            }
            search {
              epochs = %2$d, warmup-epochs = 1, shards = %3$d, batch = 8
              weights.steps-per-round = 2
            }
            retrain { epochs = %2$d, batch = 8, shards = %3$d, steps-per-round = 2 }
            profile {
              runtime = engine, fit-networks = 4, held-out-networks = 2
              max-seconds = 0.02, warm-up-max-seconds = 0.02, slice-seconds = 0.002, passes = 2
            }
            run { progress-seconds = 0, checkpoints = 2 }
            """,
            folder,
            EPOCHS,
            SHARDS));
  }

  /** Name of the command. */
  String command() {
    return this == RETRAINING ? "retrain" : name().toLowerCase(Locale.ROOT);
  }

  /** Options of the command. */
  List<String> options(Path folder, Path run, boolean resume) {
    if (resume && this != PROFILE) {
      return List.of("--resume", "--run-dir", run.toString());
    }
    List<String> options =
        new ArrayList<>(List.of("--config", folder.resolve("small.conf").toString()));
    if (this == PROFILE) {
      options.addAll(List.of("--set", "profile.tables=" + run));
    } else {
      options.addAll(List.of("--run-dir", run.toString()));
    }
    if (this == RETRAINING) {
      options.addAll(List.of("--architecture", folder.resolve("architecture.json").toString()));
    }
    return options;
  }

  /** Does it in an application that goes on. */
  void run(JavaSparkContext spark, Path folder, Path run, boolean resume, Consumer<String> lines)
      throws IOException {
    String text = Files.readString(folder.resolve("small.conf"));
    List<String> overrides = this == PROFILE ? List.of("profile.tables=" + run) : List.of();
    ConfigFile config = ConfigFile.parse(text, "small.conf", overrides);
    RunStart start = new RunStart(run.toString(), resume, config.render());
    switch (this) {
      case SEARCH -> new SearchJob(spark, config.experiment(), start, lines).run();
      case RETRAINING ->
          new RetrainJob(
                  spark,
                  config.experiment(),
                  new NetworkSource.Fixed(NETWORK, NETWORK.name()),
                  start,
                  lines)
              .run();
      case PROFILE -> new ProfileJob(spark, config.experiment(), false, lines).run();
    }
  }

  /** What must be the same whatever happens: of trainings bits, of a profile its rows. */
  String bits(Path run) throws IOException {
    return switch (this) {
      case SEARCH -> field(run, "thetaSha256") + " " + field(run, "weightsSha256");
      case RETRAINING ->
          field(run, "weightsSha256")
              + " "
              + Sha256.of(Files.readAllBytes(run.resolve("model.safetensors")));
      case PROFILE -> rows(run);
    };
  }

  private static String field(Path run, String name) throws IOException {
    return new ObjectMapper().readTree(run.resolve("summary.json").toFile()).get(name).asText();
  }

  private static String rows(Path tables) throws IOException {
    try (Stream<Path> files = Files.list(tables)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".json")).toList();
      StringBuilder rows = new StringBuilder();
      for (Path table : found) {
        rows.append(
            LatencyTableJson.read(Files.readAllBytes(table), table.toString()).rows().keySet());
      }
      return Sha256.of(rows.toString());
    }
  }

  /** Files that a killed process has left in the making. */
  static List<String> leftovers(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".tmp") || name.contains(".claim-"))
          .toList();
    }
  }
}

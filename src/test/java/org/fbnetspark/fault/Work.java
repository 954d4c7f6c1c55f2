package org.fbnetspark.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.driver.profile.ProfileJob;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.driver.search.SearchJob;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.Layers;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SmallTable;

/** What is disturbed: jobs of a second or two. */
enum Work {
  SEARCH,
  /** For several goals, each with a theta and a controller of its own. */
  GOALS,
  RETRAINING,
  PROFILE;

  static final int EPOCHS = 3;
  static final int SHARDS = 4;
  static final int FITTED_NETWORKS = 4;
  static final int HELD_OUT_NETWORKS = 2;
  static final List<String> GOAL_NAMES = List.of("quick", "light");

  private static final int LARGEST_FILE = 16 << 20;

  private static final Network NETWORK =
      SmallSearch.SPACE.at(new int[] {0, 1, 2}).named("small-derived");

  /** Makes what all of them read: images, an architecture, a configuration. */
  static void prepare(Path folder) throws IOException {
    SmallSearch.prepared(folder.resolve("stripes"));
    Files.write(folder.resolve("architecture.json"), ArchitectureJson.write(NETWORK));
    // A table of another machine, so that nothing is timed in the end.
    Files.write(folder.resolve("table.json"), LatencyTableJson.write(table()));
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
              runtime = engine, fit-networks = %4$d, held-out-networks = %5$d
              max-seconds = 0.02, warm-up-max-seconds = 0.02, slice-seconds = 0.002, passes = 2
            }
            run { progress-seconds = 0, checkpoints = 2 }
            """,
            folder,
            EPOCHS,
            SHARDS,
            FITTED_NETWORKS,
            HELD_OUT_NETWORKS));
  }

  /** 100 us of base; candidates take 10, 20 and 30 us in the order of the space. */
  private static LatencyTable table() {
    LatencyTable.Builder builder =
        LatencyTable.builder(SmallTable.table().setting()).baseMicros(100);
    for (ChainLayer layer : Layers.open(SmallSearch.SPACE)) {
      for (int i = 0; i < layer.candidates().size(); i++) {
        LatencyKey key = LatencyKey.of(layer.candidates().get(i), layer.placement());
        builder.add(key, new LatencyRow(10 * (i + 1)));
      }
    }
    return builder.build();
  }

  /** Name of the command. */
  String command() {
    return switch (this) {
      case SEARCH, GOALS -> "search";
      case RETRAINING -> "retrain";
      case PROFILE -> "profile";
    };
  }

  /** What is set over the configuration. */
  private List<String> overrides(String run) {
    return switch (this) {
      case SEARCH, RETRAINING -> List.of();
      case GOALS ->
          List.of(
              String.format(
                  Locale.ROOT,
                  "search.goals = [{ name = %s, target-latency-millis = 0.14 }"
                      + ", { name = %s, target-macs = %d, target-latency-millis = 0.16 }]",
                  GOAL_NAMES.get(0),
                  GOAL_NAMES.get(1),
                  NETWORK.macs()));
      case PROFILE -> List.of("profile.tables=" + run);
    };
  }

  /** Options of the command. */
  List<String> options(Path folder, String run, boolean resume) {
    if (resume && this != PROFILE) {
      return List.of("--resume", "--run-dir", run);
    }
    List<String> options =
        new ArrayList<>(List.of("--config", folder.resolve("small.conf").toString()));
    overrides(run).forEach(override -> options.addAll(List.of("--set", override)));
    if (this != PROFILE) {
      options.addAll(List.of("--run-dir", run));
    }
    if (this == RETRAINING) {
      options.addAll(List.of("--architecture", folder.resolve("architecture.json").toString()));
    }
    return options;
  }

  /** Does it in an application that goes on. */
  void run(JavaSparkContext spark, Path folder, String run, boolean resume, Consumer<String> lines)
      throws IOException {
    String text = Files.readString(folder.resolve("small.conf"));
    ConfigFile config = ConfigFile.parse(text, "small.conf", overrides(run));
    RunStart start = new RunStart(run, resume, config.render());
    switch (this) {
      case SEARCH, GOALS -> new SearchJob(spark, config.experiment(), start, lines).run();
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

  /**
   * What must be the same whatever happens: of trainings their last state, what controllers and
   * optimisers remember with it, and what they give; of a profile all that is not measured.
   */
  String bits(String run) throws IOException {
    List<String> bits = new ArrayList<>();
    if (this != PROFILE) {
      bits.add(Sha256.of(read(run + "/checkpoints/epoch-00000" + EPOCHS + ".state")));
      bits.add(summary(run).get("weightsSha256").asText());
    }
    switch (this) {
      case SEARCH -> bits.add(outcome(run));
      case GOALS -> {
        for (int i = 0; i < GOAL_NAMES.size(); i++) {
          JsonNode goal = summary(run).get("goals").get(i);
          bits.add(goal.get("name").asText() + " " + goal.get("thetaSha256").asText());
          bits.add(outcome(run + "/goals/" + GOAL_NAMES.get(i)));
        }
      }
      case RETRAINING -> bits.add(Sha256.of(read(run + "/model.safetensors")));
      case PROFILE -> {
        for (FileEntry file : Storage.standard().list(run)) {
          bits.add(
              file.name()
                  + " "
                  + TableFacts.of(LatencyTableJson.read(read(file.path()), file.path())));
        }
      }
    }
    return String.join("\n", bits);
  }

  private static String outcome(String run) throws IOException {
    JsonNode summary = summary(run);
    return summary.get("thetaSha256").asText()
        + " "
        + summary.get("weightsSha256").asText()
        + " "
        + Sha256.of(read(run + "/architecture.json"));
  }

  private static JsonNode summary(String run) throws IOException {
    return new ObjectMapper().readTree(read(run + "/summary.json"));
  }

  /** The files in which each epoch has a line. */
  List<String> metrics(String run) {
    List<String> files = new ArrayList<>();
    if (this != PROFILE) {
      files.add(run + "/metrics.jsonl");
    }
    if (this == GOALS) {
      GOAL_NAMES.forEach(goal -> files.add(run + "/goals/" + goal + "/metrics.jsonl"));
    }
    return files;
  }

  private static byte[] read(String path) throws IOException {
    return Storage.standard().read(path, LARGEST_FILE);
  }

  /** Of a file. */
  static String text(String path) throws IOException {
    return new String(read(path), StandardCharsets.UTF_8);
  }

  /** Files that a killed process has left in the making. */
  static List<String> leftovers(String run) throws IOException {
    List<String> left = new ArrayList<>();
    for (FileEntry file : Storage.standard().list(run)) {
      if (file.kind() == FileEntry.Kind.DIRECTORY) {
        left.addAll(leftovers(file.path()));
      } else if (file.name().endsWith(".tmp") || file.name().contains(".claim-")) {
        left.add(file.name());
      }
    }
    return left;
  }
}

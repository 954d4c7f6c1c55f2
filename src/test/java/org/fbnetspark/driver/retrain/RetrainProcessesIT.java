package org.fbnetspark.driver.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SparkCluster;
import org.fbnetspark.testing.SparkProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bits of a retraining depend neither on which processes train nor on who is killed. */
@Timeout(300)
class RetrainProcessesIT {

  private static final int PATIENCE_SECONDS = 120;

  @TempDir Path directory;

  private List<String> options(Path run) throws IOException {
    Path data = directory.resolve("stripes");
    if (!Files.exists(data)) {
      SmallSearch.prepared(data);
      Files.write(
          directory.resolve("architecture.json"),
          ArchitectureJson.write(SmallSearch.SPACE.at(new int[] {0, 1, 2}).named("small-derived")));
    }
    List<String> options =
        new ArrayList<>(
            List.of(
                "--architecture",
                directory.resolve("architecture.json").toString(),
                "--run-dir",
                run.toString()));
    for (String key :
        List.of(
            "data.path=" + data,
            "retrain.epochs=5",
            "retrain.batch=8",
            "retrain.shards=4",
            "retrain.steps-per-round=1",
            "run.progress-seconds=0")) {
      options.addAll(List.of("--set", key));
    }
    return options;
  }

  private static String weights(Path run) throws IOException {
    JsonNode summary = new ObjectMapper().readTree(run.resolve("summary.json").toFile());
    return summary.get("weightsSha256").asText();
  }

  private SparkProcess retrain(String name, String master, List<String> options)
      throws IOException {
    return SparkProcess.command("retrain", directory.resolve(name + ".log"), master, options);
  }

  @Test
  void aClusterAndAKilledRunInOneProcessGiveTheSameBits() throws Exception {
    Path killed = directory.resolve("killed");
    try (SparkProcess dying = retrain("killed", "local[2]", options(killed))) {
      dying.await("epoch 3/5 train 2/", PATIENCE_SECONDS);
      dying.kill();
    }
    assertThat(killed.resolve("summary.json")).doesNotExist();
    List<String> resume = List.of("--resume", "--run-dir", killed.toString());
    try (SparkProcess resumed = retrain("resumed", "local[1]", resume)) {
      resumed.await("resuming after 2 epochs", PATIENCE_SECONDS);
      resumed.succeeds(PATIENCE_SECONDS);
    }
    Path cluster = directory.resolve("cluster");
    try (SparkCluster two = SparkCluster.start(directory, 2);
        SparkProcess both = retrain("cluster", two.address(), options(cluster))) {
      both.succeeds(PATIENCE_SECONDS);
    }

    assertThat(weights(killed)).isEqualTo(weights(cluster));
    assertThat(killed.resolve("model.safetensors"))
        .hasSameBinaryContentAs(cluster.resolve("model.safetensors"));
    assertThat(Files.readAllLines(killed.resolve("metrics.jsonl"))).hasSize(5);
  }
}

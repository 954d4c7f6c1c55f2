package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SparkProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Of processes that search into one directory one goes on, and another may when it is killed. */
@Timeout(300)
class SearchProcessesIT {

  private static final int PATIENCE_SECONDS = 120;

  @TempDir static Path shared;
  private static Path config;
  private static Bits expected;

  @TempDir Path directory;

  /** What must not change. */
  private record Bits(String theta, String weights) {

    static Bits of(Path run) throws IOException {
      JsonNode summary = new ObjectMapper().readTree(run.resolve("summary.json").toFile());
      return new Bits(summary.get("thetaSha256").asText(), summary.get("weightsSha256").asText());
    }
  }

  /** Of two searches into one directory one goes on, and all others are held to its bits. */
  @BeforeAll
  static void ofTwoSearchesIntoOneDirectoryOneGoesOn() throws Exception {
    Path data = SmallSearch.prepared(shared.resolve("stripes"));
    config = shared.resolve("small.conf");
    Files.writeString(
        config,
        String.format(
            Locale.ROOT,
            """
            seed = 11
            data { path = "%s", augmentation.padding = 1 }
            cost.kind = macs
            space {
              name = small, input = [8, 8, 3], stem = { kernel = 3, width = 6, stride = 1 }
              stages = [{ width = 6, layers = 1, stride = 1 }, { width = 8, layers = 2, stride = 2 }]
              candidates = [mb_k3_e1, mb_k5_e1_g2, skip], last-width = 12
            }
            search {
              epochs = 4, warmup-epochs = 1, shards = 4, batch = 8, gates = per-example
              weights.steps-per-round = 1
            }
            run { progress-seconds = 0, checkpoints = 2 }
            """,
            data));
    Path run = shared.resolve("contested");
    Path logs = Files.createDirectories(shared.resolve("second"));
    try (SparkProcess first = search(shared, "local[1]", run)) {
      Thread.sleep(300);
      try (SparkProcess second = search(logs, "local[1]", run)) {
        List<Integer> codes = List.of(first.ends(PATIENCE_SECONDS), second.ends(PATIENCE_SECONDS));
        assertThat(codes).containsExactlyInAnyOrder(0, 2);
        SparkProcess refused = codes.get(0) == 2 ? first : second;
        assertThat(refused.said())
            .containsPattern("error: \\S+contested is being written by process \\d+ of ")
            .doesNotContain("\tat ");
        assertThat(first.said() + second.said()).doesNotContain("do not match");
      }
    }
    expected = Bits.of(run);
  }

  private static SparkProcess search(Path logs, String master, Path run) throws IOException {
    List<String> options = List.of("--config", config.toString(), "--run-dir", run.toString());
    return SparkProcess.search(logs.resolve(run.getFileName() + ".log"), master, options);
  }

  private SparkProcess resume(Path run) throws IOException {
    List<String> options = List.of("--resume", "--run-dir", run.toString());
    return SparkProcess.search(directory.resolve("resumed.log"), "local[1]", options);
  }

  @Test
  void aDriverKilledWithinAnEpochResumesToTheSameBits() throws Exception {
    Path run = directory.resolve("killed");
    try (SparkProcess search = search(directory, "local[2]", run)) {
      search.await("epoch 3/4 weights 2/", PATIENCE_SECONDS);
      search.pause();
      try (SparkProcess other = resume(run)) {
        assertThat(other.ends(PATIENCE_SECONDS)).isEqualTo(2);
        assertThat(other.said()).contains("is being written by process");
      }
      search.kill();
    }
    assertThat(run.resolve("summary.json")).doesNotExist();

    try (SparkProcess resumed = resume(run)) {
      resumed.await("resuming after 2 epochs", PATIENCE_SECONDS);
      resumed.succeeds(PATIENCE_SECONDS);
    }
    assertThat(Bits.of(run)).isEqualTo(expected);
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(4);
  }
}

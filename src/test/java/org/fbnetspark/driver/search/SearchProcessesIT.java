package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fbnetspark.testing.SearchFile;
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
  private static SearchFile.Bits expected;

  @TempDir Path directory;

  /** Of two searches into one directory one goes on, and all others are held to its bits. */
  @BeforeAll
  static void ofTwoSearchesIntoOneDirectoryOneGoesOn() throws Exception {
    Path data = SmallSearch.prepared(shared.resolve("stripes"));
    config = shared.resolve("small.conf");
    SearchFile.write(config, data.toString());
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
    expected = SearchFile.Bits.of(run);
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
    assertThat(SearchFile.Bits.of(run)).isEqualTo(expected);
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(4);
  }
}

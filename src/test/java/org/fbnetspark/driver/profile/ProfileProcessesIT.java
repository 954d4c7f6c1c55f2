package org.fbnetspark.driver.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.testing.SparkCluster;
import org.fbnetspark.testing.SparkProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A profile on a cluster of two executor processes on this machine. */
@Timeout(300)
class ProfileProcessesIT {

  private static final int PATIENCE_SECONDS = 120;

  @TempDir private Path directory;

  private SparkProcess profile(String log, String master) throws IOException {
    Path config = directory.resolve("tiny.conf");
    Files.writeString(
        config,
        String.format(
            Locale.ROOT,
            """
            space.name = tiny
            profile {
              runtime = engine, tables = "%s", fit-networks = 4, held-out-networks = 2
              max-seconds = 0.02, warm-up-max-seconds = 0.02, slice-seconds = 0.002, passes = 2
            }
            """,
            directory.resolve("tables")));
    return SparkProcess.command(
        "profile", directory.resolve(log), master, List.of("--config", config.toString()));
  }

  private LatencyTable table() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("tables"))) {
      List<Path> tables = files.filter(file -> file.toString().endsWith(".json")).toList();
      assertThat(tables).hasSize(1);
      return LatencyTableJson.read(Files.readAllBytes(tables.get(0)), tables.get(0).toString());
    }
  }

  @Test
  void oneProcessOfTheMachineMeasuresAndADriverKilledOnTheWayLosesNothing() throws Exception {
    List<LatencyKey> keys =
        ProfileEntry.of(SpaceCatalog.named("tiny").space()).stream()
            .map(ProfileEntry::key)
            .toList();
    try (SparkCluster cluster = SparkCluster.start(directory, 2)) {
      String address = cluster.address();
      try (SparkProcess killed = profile("killed.log", address)) {
        killed.await("chunk 2/", PATIENCE_SECONDS);
        killed.kill();
      }
      Map<LatencyKey, LatencyRow> half = table().rows();
      assertThat(half.size()).isBetween(32, keys.size() - 1);

      try (SparkProcess resumed = profile("resumed.log", address)) {
        String rest =
            resumed.await("measuring (\\d+) of the " + keys.size() + " rows", PATIENCE_SECONDS);
        assertThat(Integer.parseInt(rest)).isEqualTo(keys.size() - half.size());
        resumed.await("task slots \\(2\\); machines: 1", PATIENCE_SECONDS);
        resumed.succeeds(PATIENCE_SECONDS);
      }
      LatencyTable whole = table();
      assertThat(whole.rows().keySet()).containsExactlyElementsOf(keys);
      assertThat(whole.rows()).containsAllEntriesOf(half);
      assertThat(whole.rows().values()).allSatisfy(row -> assertThat(row.hostMicros()).hasSize(1));
      assertThat(whole.provenance().keySet().stream().filter(k -> k.startsWith("run "))).hasSize(2);
      assertThat(whole.provenance().keySet().stream().filter(k -> k.startsWith("host ")))
          .hasSize(1);
    }
  }
}

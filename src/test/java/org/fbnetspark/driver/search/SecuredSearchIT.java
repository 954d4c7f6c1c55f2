package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.testing.SearchFile;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SparkCluster;
import org.fbnetspark.testing.SparkProcess;
import org.fbnetspark.testing.SparkProcess.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that authenticates whoever speaks to it, and encrypts what is said and written. */
@Timeout(300)
class SecuredSearchIT {

  private static final int PATIENCE_SECONDS = 120;

  private static final String SECURED =
      """
      spark.authenticate                  true
      spark.network.crypto.enabled        true
      spark.network.crypto.saslFallback   false
      spark.io.encryption.enabled         true
      spark.authenticate.secret           \
      """;

  @TempDir private Path directory;

  /** Processes that read these settings, as those of a cluster read conf/spark-defaults.conf. */
  private Place place(String secret) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("conf-" + secret));
    Files.writeString(folder.resolve("spark-defaults.conf"), SECURED + secret + "\n");
    return new Place("127.0.0.1", List.of("env", "SPARK_CONF_DIR=" + folder), Optional.empty());
  }

  private SparkProcess search(Place place, String master, String run) throws IOException {
    return SparkProcess.submitted(
        place,
        directory.resolve(run + ".log"),
        List.of("-Xmx1g"),
        master,
        // Refused connections are tried again for long.
        Map.of("spark.network.timeout", "60s"),
        "search",
        List.of(
            "--config",
            directory.resolve("small.conf").toString(),
            "--run-dir",
            directory.resolve(run).toString()));
  }

  @Test
  void aSearchUnderAuthenticationAndEncryptionHasTheBitsOfOneWithout() throws Exception {
    Path data = SmallSearch.prepared(directory.resolve("stripes"));
    SearchFile.write(directory.resolve("small.conf"), data.toString());
    Place secured = place("right");
    try (SparkProcess plain = search(Place.HERE, "local[2]", "plain");
        SparkCluster cluster =
            SparkCluster.start(directory, secured, Collections.nCopies(2, secured));
        SparkProcess search = search(secured, cluster.address(), "secured")) {
      plain.succeeds(PATIENCE_SECONDS);
      search.succeeds(PATIENCE_SECONDS);
      assertThat(SearchFile.Bits.of(directory.resolve("secured")))
          .isEqualTo(SearchFile.Bits.of(directory.resolve("plain")));
      try (SparkProcess stranger = search(place("wrong"), cluster.address(), "stranger")) {
        assertThat(stranger.ends(PATIENCE_SECONDS)).isEqualTo(2);
        assertThat(stranger.said()).contains("Spark could not start on " + cluster.address());
      }
    }
  }
}

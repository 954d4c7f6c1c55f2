package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
      spark.authenticate.secret           of this test
      """;

  @TempDir private Path directory;

  /** Processes that read these settings, as those of a cluster read conf/spark-defaults.conf. */
  private Place secured() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(folder.resolve("spark-defaults.conf"), SECURED);
    return new Place("127.0.0.1", List.of("env", "SPARK_CONF_DIR=" + folder), Optional.empty());
  }

  private SparkProcess search(Place place, String master, String run) throws IOException {
    return SparkProcess.submitted(
        place,
        directory.resolve(run + ".log"),
        List.of("-Xmx1g"),
        master,
        Map.of(),
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
    Place secured = secured();
    try (SparkProcess plain = search(Place.HERE, "local[2]", "plain");
        SparkCluster cluster =
            SparkCluster.start(directory, secured, Collections.nCopies(2, secured));
        SparkProcess search = search(secured, cluster.address(), "secured")) {
      plain.succeeds(PATIENCE_SECONDS);
      search.succeeds(PATIENCE_SECONDS);
      assertThat(SearchFile.Bits.of(directory.resolve("secured")))
          .isEqualTo(SearchFile.Bits.of(directory.resolve("plain")));
      List<Path> said = new ArrayList<>(List.of(directory.resolve("master.log")));
      try (Stream<Path> work = Files.walk(directory)) {
        work.filter(file -> file.endsWith("stderr")).forEach(said::add);
      }
      assertThat(said)
          .hasSizeGreaterThanOrEqualTo(3)
          .allSatisfy(
              log -> assertThat(log).content().contains("SecurityManager: authentication enabled"));
    }
  }
}

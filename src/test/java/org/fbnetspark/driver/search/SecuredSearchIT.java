package org.fbnetspark.driver.search;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.fbnetspark.testing.SearchFile;
import org.fbnetspark.testing.Signal;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SparkCluster;
import org.fbnetspark.testing.SparkProcess;
import org.fbnetspark.testing.SparkProcess.Place;
import org.fbnetspark.testing.SubmittedSearch;
import org.fbnetspark.testing.Wiretap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./submit/search} by the recipe for standalone clusters, on one that authenticates whoever
 * speaks to it, and encrypts what is said and written.
 */
@Timeout(600)
class SecuredSearchIT {

  private static final int PATIENCE_SECONDS = 240;

  private static final String SECURED =
      """
      spark.authenticate                  true
      spark.network.crypto.enabled        true
      spark.network.crypto.saslFallback   false
      spark.io.encryption.enabled         true
      spark.authenticate.secret           of this test
      """;

  @TempDir private Path directory;

  /** A process that reads these settings, as those of a cluster read conf/spark-defaults.conf. */
  private Place secured(String name) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(folder.resolve("spark-defaults.conf"), SECURED);
    return new Place(
        "127.0.0.1",
        List.of("env", "SPARK_CONF_DIR=" + folder),
        Optional.of(Files.createDirectories(local().resolve(name))));
  }

  /** Where workers have their executors write shuffles. */
  private Path local() {
    return directory.resolve("local");
  }

  private List<String> options(String run) {
    return List.of(
        "--config=" + directory.resolve("small.conf"), "--run-dir=" + directory.resolve(run));
  }

  private SparkProcess submitted(String master, Wiretap driver, Wiretap blocks) throws IOException {
    return new SubmittedSearch("standalone.conf", SECURED + "spark.eventLog.enabled true\n")
        // The workers are of the Spark that is assembled here, which leaves to ours what both need.
        .with("spark.executor.extraClassPath", Path.of("target/lib").toAbsolutePath() + "/*")
        .with("spark.driver.host", Wiretap.BEFORE)
        .with("spark.driver.bindAddress", Wiretap.BEHIND)
        .with("spark.driver.port", String.valueOf(driver.port()))
        .with("spark.driver.blockManager.port", String.valueOf(blocks.port()))
        .with("spark.eventLog.dir", Files.createDirectories(directory.resolve("events")).toString())
        .start(directory, "secured", List.of("--master=" + master), options("secured"));
  }

  @Test
  void aSearchByTheRecipeIsEncryptedWhereAskedAndHasTheBitsOfOneProcess() throws Exception {
    Path data = SmallSearch.prepared(directory.resolve("stripes"));
    SearchFile.write(directory.resolve("small.conf"), data.toString());
    List<Place> workers = List.of(secured("first"), secured("second"));
    try (Wiretap driver = new Wiretap();
        Wiretap blocks = new Wiretap();
        SparkProcess plain =
            SparkProcess.search(directory.resolve("plain.log"), "local[2]", options("plain"));
        SparkCluster cluster = SparkCluster.start(directory, secured("master"), workers);
        SparkProcess search = submitted(cluster.address(), driver, blocks)) {
      search.await("epoch 1/4 weights 1/", PATIENCE_SECONDS);
      assertThat(deflated(written(cluster))).as("of what is written").isGreaterThanOrEqualTo(1);
      plain.succeeds(PATIENCE_SECONDS);
      search.succeeds(PATIENCE_SECONDS);
      assertThat(SearchFile.Bits.of(directory.resolve("secured")))
          .isEqualTo(SearchFile.Bits.of(directory.resolve("plain")));
      assertThat(search.said()).containsPattern("cluster: [12] executors? so far, 1 core each");
      assertUnread(driver);
      assertUnread(blocks);
    }
    assertAuthenticated();
    assertRecipeIsInEffect();
  }

  /** Spark's own messages, and ours, name classes wherever they can be read. */
  private static void assertUnread(Wiretap tap) {
    assertThat(tap.heard()).anySatisfy(bytes -> assertThat(bytes).hasSizeGreaterThan(1000));
    assertThat(tap.heard())
        .allSatisfy(
            bytes ->
                assertThat(new String(bytes, ISO_8859_1))
                    .doesNotContain("org.apache.spark", "org.fbnetspark", "java.lang"));
  }

  /**
   * A file of a shuffle. Those of a round stay until it is over, which it is not while one of its
   * executors stands; between the rounds there may be none.
   */
  private byte[] written(SparkCluster cluster) throws IOException, InterruptedException {
    ProcessHandle one = cluster.executors().values().iterator().next();
    for (int attempt = 0; attempt < 20; attempt++) {
      Signal.STOP.send(one);
      try {
        for (int look = 0; look < 50; look++) {
          Optional<byte[]> found = shuffled();
          if (found.isPresent()) {
            return found.get();
          }
          Thread.sleep(20);
        }
      } finally {
        Signal.CONT.send(one);
      }
      Thread.sleep(20);
    }
    return fail("No executor has written a shuffle");
  }

  private Optional<byte[]> shuffled() throws IOException {
    try (Stream<Path> files = Files.walk(local())) {
      for (Path file : files.filter(f -> f.toString().matches(".*shuffle_\\S+\\.data")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 1000) {
          return Optional.of(bytes);
        }
      }
    } catch (NoSuchFileException | UncheckedIOException roundIsOver) {
      // Its files are gone.
    }
    return Optional.empty();
  }

  /** The share that stays of bytes that are compressed: 1 of those that look like noise. */
  private static double deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(bytes);
    deflater.finish();
    int size = deflater.deflate(new byte[2 * bytes.length]);
    deflater.end();
    return (double) size / bytes.length;
  }

  private void assertAuthenticated() throws IOException {
    List<Path> said = new ArrayList<>(List.of(directory.resolve("master.log")));
    try (Stream<Path> work = Files.walk(directory)) {
      work.filter(file -> file.endsWith("stderr")).forEach(said::add);
    }
    assertThat(said)
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(
            log -> assertThat(log).content().contains("SecurityManager: authentication enabled"));
  }

  /** All settings of the recipe, but those that a small machine has no room for. */
  private void assertRecipeIsInEffect() throws IOException {
    Properties recipe = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("submit/standalone.conf"))) {
      recipe.load(reader);
    }
    Map<String, String> wanted = new TreeMap<>();
    recipe.forEach((key, value) -> wanted.put(key.toString(), value.toString()));
    SubmittedSearch.ROOM.keySet().forEach(wanted::remove);
    wanted.put("spark.network.crypto.enabled", "true");
    wanted.put("spark.io.encryption.enabled", "true");
    assertThat(effective()).containsAllEntriesOf(wanted);
  }

  private Map<String, String> effective() throws IOException {
    List<Path> logs;
    try (Stream<Path> files = Files.walk(directory.resolve("events"))) {
      logs = files.filter(Files::isRegularFile).toList();
    }
    assertThat(logs).hasSize(1);
    ObjectMapper mapper = new ObjectMapper();
    Map<String, String> properties = new TreeMap<>();
    for (String line : Files.readAllLines(logs.get(0))) {
      JsonNode event = mapper.readTree(line);
      if (event.path("Event").asText().equals("SparkListenerEnvironmentUpdate")) {
        event
            .get("Spark Properties")
            .fields()
            .forEachRemaining(entry -> properties.put(entry.getKey(), entry.getValue().asText()));
      }
    }
    return properties;
  }
}

package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ./submit/search} by a recipe of {@code submit/}, on executors that fit into this machine
 * and have the libraries already.
 */
public final class SubmittedSearch {

  /** What stands in the place of the recipe's sizes. */
  public static final Map<String, String> ROOM =
      Map.of(
          "spark.executor.cores", "1",
          "spark.executor.memory", "500m",
          "spark.driver.memory", "700m");

  private static final Path ROOT = Path.of("").toAbsolutePath();

  private final String recipe;
  private final String more;
  private final Map<String, String> settings = new TreeMap<>(ROOM);
  private final Map<String, String> environment = new TreeMap<>();

  /**
   * By a recipe.
   *
   * @param recipe file in {@code submit/}
   * @param more lines of settings that the recipe leaves to others
   */
  public SubmittedSearch(String recipe, String more) {
    String quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    this.recipe = recipe;
    this.more = more;
    with("spark.ui.enabled", "false");
    with("spark.driver.extraJavaOptions", quick);
    with("spark.executor.extraJavaOptions", quick);
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
  }

  /** With a setting of Spark on the command line. */
  public SubmittedSearch with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** With a variable of the environment. */
  public SubmittedSearch in(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Where every node has these libraries: all are this machine. */
  public static String installed(String folder) throws IOException {
    try (Stream<Path> jars = Files.list(ROOT.resolve(folder))) {
      return jars.map(jar -> "local:" + jar).sorted().collect(Collectors.joining(","));
    }
  }

  /**
   * Starts it.
   *
   * @param directory it runs in, which takes its log
   * @param name of the log
   * @param spark options of Spark
   * @param options of the search
   */
  public SparkProcess start(Path directory, String name, List<String> spark, List<String> options)
      throws IOException {
    // The scripts build where a source is newer than the jar; a test must not.
    Files.setLastModifiedTime(ROOT.resolve("target/fbnet-spark.jar"), FileTime.from(Instant.now()));
    Path properties = directory.resolve(name + "-spark.conf");
    String libraries = "\nspark.jars " + installed("target/lib") + "\n";
    Files.writeString(
        properties, Files.readString(ROOT.resolve("submit").resolve(recipe)) + libraries + more);
    List<String> line = new ArrayList<>(List.of(ROOT.resolve("submit/search").toString()));
    line.addAll(spark);
    line.add("--properties-file=" + properties);
    settings.forEach((key, value) -> line.add("--conf=" + key + "=" + value));
    line.addAll(options);
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().remove("SPARK_CONF_DIR");
    builder.environment().putAll(environment);
    return SparkProcess.of(builder, log);
  }
}

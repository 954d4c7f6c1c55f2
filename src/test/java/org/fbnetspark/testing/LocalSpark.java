package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Spark with two task slots in the test's own process, and the prepared images of {@link
 * SmallSearch}, for all tests of a class that registers it in a static field.
 */
public final class LocalSpark implements BeforeAllCallback, AfterAllCallback {

  private JavaSparkContext context;
  private Path folder;

  /** A context of its own, which the caller closes. */
  public static JavaSparkContext start(String master) {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster(master)
            .setAppName("test")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1"));
  }

  /** The context of the class. */
  public JavaSparkContext context() {
    return context;
  }

  /** The folder of the prepared images. */
  public Path stripes() {
    return folder.resolve("stripes");
  }

  @Override
  public void beforeAll(ExtensionContext tests) throws IOException {
    folder = Files.createTempDirectory("local-spark");
    SmallSearch.prepared(stripes());
    context = start("local[2]");
  }

  @Override
  public void afterAll(ExtensionContext tests) throws IOException {
    context.close();
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}

package org.fbnetspark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The assembled class path: small, one version of each library, no Spark in the application. */
class ClassPathIT {

  private static final Path LIB = Path.of("target/lib");
  private static final Path SPARK = Path.of("target/spark/jars");
  private static final Path JAR = Path.of("target/fbnet-spark.jar");
  private static final long MOST_BYTES = 450_000_000;
  private static final Pattern NAME =
      Pattern.compile("(.+?)-([0-9][^-]*(?:-[0-9M][^-]*)?)(?:-.*)?");

  /** Of ours, beside the jar that it serves. */
  private static final String STAND_IN = "fbnet-spark-opencl.jar";

  private static Set<Path> jars() throws IOException {
    Set<Path> jars = new TreeSet<>();
    for (Path folder : new Path[] {LIB, SPARK}) {
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(jars::add);
      }
    }
    return jars;
  }

  @Test
  void fitsInLittleSpace() throws IOException {
    long bytes = Stream.concat(jars().stream(), Stream.of(JAR)).mapToLong(ClassPathIT::size).sum();
    assertThat(bytes).isBetween(50_000_000L, MOST_BYTES);
  }

  @Test
  void holdsOneVersionOfEachLibrary() throws IOException {
    Map<String, Set<String>> versions = new TreeMap<>();
    Set<Path> jars = jars();
    assertThat(jars.remove(LIB.resolve(STAND_IN))).isTrue();
    for (Path jar : jars) {
      Matcher name = NAME.matcher(jar.getFileName().toString().replaceFirst("\\.jar$", ""));
      assertThat(name.matches()).as("version in the name of " + jar).isTrue();
      versions.computeIfAbsent(library(name), key -> new TreeSet<>()).add(name.group(2));
    }
    assertThat(versions).containsKeys("spark-core_2.12", "nd4j-native", "dnnl", "picocli");
    assertThat(versions).allSatisfy((library, found) -> assertThat(found).hasSize(1));
  }

  @Test
  void applicationTravelsWithoutSpark() throws IOException {
    try (Stream<Path> files = Files.list(LIB)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("spark-") || name.startsWith("scala-library"));
    }
    assertThat(size(JAR)).isLessThan(5_000_000);
  }

  /** ND4J publishes guava, jackson and protobuf in packages of its own, under its own version. */
  private static String library(Matcher name) {
    boolean relocated = name.group(2).startsWith("1.0.0-M") && !name.group(1).contains("4j");
    return relocated ? "nd4j " + name.group(1) : name.group(1);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

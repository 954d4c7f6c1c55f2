package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of {@code submit/} as processes, from another directory than the project's. */
class LaunchIT {

  private static final Path ROOT = Path.of("").toAbsolutePath();

  @TempDir private Path folder;

  record Result(int code, String out, String err) {}

  /** The scripts build where a source is newer than the jar; a test must not. */
  @BeforeAll
  static void jarIsNewest() throws IOException {
    Path jar = ROOT.resolve("target/fbnet-spark.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
  }

  private Result run(Map<String, String> environment, String command, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(ROOT.resolve("submit/" + command).toString()));
    line.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** An installed Spark whose spark-submit prints its arguments, one a line. */
  private Map<String, String> installedSpark() throws IOException {
    Path home = folder.resolve("spark home");
    Path script = home.resolve("bin/spark-submit");
    Files.createDirectories(script.getParent());
    Files.writeString(script, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return Map.of("SPARK_HOME", home.toString());
  }

  @Test
  void descriptionIsOneDocument() throws Exception {
    Result described = run(Map.of(), "describe", "--architecture", "FBNet-C", "--json");
    assertThat(described.code()).as(described.err()).isZero();
    try (var documents = new ObjectMapper().readerFor(JsonNode.class).readValues(described.out())) {
      assertThat(documents.readAll())
          .singleElement()
          .satisfies(document -> assertThat(((JsonNode) document).get("macs").isNumber()).isTrue());
    }
    assertThat(described.err()).isEmpty();
  }

  @Test
  void searchWithoutConfigurationIsTheQuickstart() throws Exception {
    Path quickstart = ROOT.resolve("conf/quickstart.conf");
    assertThat(run(installedSpark(), "search", "--master", "local[1]").out().lines())
        .endsWith("search", "--config", quickstart.toString());
    assertThat(run(installedSpark(), "search", "--resume", "--run-dir", "r").out().lines())
        .endsWith("search", "--resume", "--run-dir", "r");
  }

  @Test
  void preparedDataSetIsPrintedAsOneDocument() throws Exception {
    Result prepared =
        run(
            Map.of(),
            "prepare",
            "--set=data.path=" + folder.resolve("drawn data"),
            "--set=prepare.generated={classes=2, side=8, train=20, test=0}",
            "--set=prepare.train-shards=2",
            "--json",
            "--conf",
            "spark.ui.enabled=false",
            "--master=local[1]");
    assertThat(prepared.code()).as(prepared.err()).isZero();
    assertThat(new ObjectMapper().readTree(prepared.out()).get("classes")).hasSize(2);
    assertThat(prepared.err()).contains("prepared ").doesNotContain("WARN");
  }

  @Test
  void wrongConfigurationIsRefusedWithoutStackTrace() throws Exception {
    Result refused = run(Map.of(), "prepare", "--set", "search.epoch=3", "--set", "seed=x");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains("2 problems", "search.epoch = 3", "did you mean search.epochs?", "seed = \"x\"")
        .doesNotContain("\tat ");
  }

  @Test
  void sparksOptionsGoToSparkAndOursToTheCommand() throws Exception {
    Result line =
        run(
            installedSpark(),
            "search",
            "--config",
            "my.conf",
            "--set",
            "seed=2",
            "--master",
            "spark://host:7077",
            "--conf=spark.task.cpus=2",
            "--run-dir",
            "a dir");
    List<String> words = line.out().lines().toList();
    int jar = words.indexOf(ROOT.resolve("target/fbnet-spark.jar").toString());
    assertThat(words.subList(0, jar))
        .containsSubsequence("--master", "spark://host:7077")
        .containsSubsequence("--conf", "spark.task.cpus=2")
        .contains("--jars");
    assertThat(words.subList(jar + 1, words.size()))
        .containsExactly("search", "--config", "my.conf", "--set", "seed=2", "--run-dir", "a dir");
  }

  @Test
  void usersSettingsPrevailOverOurDefaults() throws Exception {
    Path properties = folder.resolve("my.properties");
    Files.writeString(properties, "spark.driver.memory 9g\nspark.log.level=INFO\n");
    Result line =
        run(
            installedSpark(),
            "search",
            "--properties-file",
            properties.toString(),
            "--conf",
            "spark.executor.memory=7g");
    assertThat(line.out().lines())
        .contains("spark.executor.memory=7g", "spark.executorEnv.OMP_NUM_THREADS=1")
        .doesNotContain(
            "spark.executor.memory=2g", "spark.driver.memory=4g", "spark.log.level=WARN");
  }

  @Test
  void usersJavaOptionsReachTheEmbeddedDriverAndHelpIsPrintedOnStandardOutput() throws Exception {
    Result help =
        run(
            Map.of("SPARK_PRINT_LAUNCH_COMMAND", "1"),
            "prepare",
            "--conf",
            "spark.driver.extraJavaOptions=-Dmine=1",
            "--driver-memory",
            "600m",
            "--help");
    assertThat(help.code()).as(help.err()).isZero();
    assertThat(help.out()).contains("Usage: ./submit/prepare", "--config", "Exit codes");
    assertThat(help.err()).contains("-Dmine=1", "-Xmx600m", "--add-opens=java.base/sun.nio.ch");
  }
}

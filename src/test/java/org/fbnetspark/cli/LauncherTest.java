package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code submit/launch} on machines that lack something: tools that tests put up in its place. */
class LauncherTest {

  /** What the launcher may take for granted. */
  private static final List<String> TOOLS =
      List.of(
          "awk",
          "bash",
          "cat",
          "dirname",
          "env",
          "find",
          "grep",
          "id",
          "printf",
          "readlink",
          "sed",
          "tail",
          "touch");

  /** A Java of a version, which starts nothing and prints what it would have started. */
  private static final String JAVA =
      """
      if [ "$1" = -version ]; then echo "openjdk version \\"VERSION\\" 2025-01-01" >&2; exit; fi
      shift 3
      printf '\\0\\nprintf\\0%%s\\\\n\\0'
      printf '%s\\0' "LC_ALL=${LC_ALL:-}" "$@"
      """;

  @TempDir private Path folder;
  private Path root;
  private Path tools;
  private final Map<String, String> environment = new TreeMap<>();

  record Result(int code, String out, String err) {}

  @BeforeEach
  void installEverything() throws IOException {
    root = Files.createDirectories(folder.resolve("a project"));
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String name : TOOLS) {
      Path tool =
          Stream.of("/usr/bin", "/bin")
              .map(bin -> Path.of(bin, name))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      executable(tools.resolve(name), "#!/bin/sh\nexec " + tool + " \"$@\"");
    }
    try (Stream<Path> scripts = Files.list(Path.of("submit"))) {
      Path submit = Files.createDirectories(root.resolve("submit"));
      for (Path script : scripts.toList()) {
        Path copy = submit.resolve(script.getFileName());
        if (Files.isSymbolicLink(script)) {
          Files.createSymbolicLink(copy, Files.readSymbolicLink(script));
        } else {
          Files.copy(script, copy);
        }
      }
    }
    Files.writeString(root.resolve("pom.xml"), "");
    Files.createDirectories(root.resolve("src/main"));
    Files.createDirectories(root.resolve("target/lib"));
    Files.createDirectories(root.resolve("target/spark/jars"));
    Path jar = Files.writeString(root.resolve("target/fbnet-spark.jar"), "");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
    java("17.0.15");
    tool("locale", "if [ \"$1\" = charmap ]; then echo UTF-8; else echo C.utf8; fi");
    environment.put("LANG", "en_US.UTF-8");
  }

  private void tool(String name, String script) throws IOException {
    executable(tools.resolve(name), "#!/usr/bin/env bash\n" + script);
  }

  private static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void java(String version) throws IOException {
    tool("java", JAVA.replace("VERSION", version));
  }

  private void jarIsOlderThanSources() throws IOException {
    Files.setLastModifiedTime(
        root.resolve("target/fbnet-spark.jar"), FileTime.from(Instant.EPOCH.plusSeconds(1)));
  }

  private Result run(Path script, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(script.toString()));
    line.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", tools.toString());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Result search(String... arguments) throws IOException, InterruptedException {
    return run(root.resolve("submit/search"), arguments);
  }

  private void refused(String... saying) throws IOException, InterruptedException {
    Result refused = search();
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().lines()).singleElement().asString().startsWith("error: ");
    assertThat(refused.err()).contains(saying);
  }

  @Test
  void linksToScriptsAreTheScripts() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("home/bin"));
    Path link =
        Files.createSymbolicLink(
            bin.resolve("nas"),
            Files.createSymbolicLink(
                    bin.resolve("search"), Path.of("../../a project/submit/search"))
                .getFileName());
    Path folderLink = Files.createSymbolicLink(bin.resolve("fbnet"), root.resolve("submit"));
    for (Path script : List.of(link, bin.resolve("search"), folderLink.resolve("search"))) {
      Result started = run(script, "--resume");
      assertThat(started.code()).as(started.err()).isZero();
      assertThat(started.out().lines())
          .endsWith(
              root.toRealPath().resolve("target/fbnet-spark.jar").toString(), "search", "--resume");
    }
    assertThat(run(root.resolve("submit/launch"), "status", "run").out().lines())
        .endsWith("status", "run");
    assertThat(run(root.resolve("submit/launch")))
        .isEqualTo(
            new Result(2, "", "error: launch needs a command, such as launch search --help\n"));
  }

  @Test
  void everyCommandIsALinkToOneScript() throws IOException {
    try (Stream<Path> scripts = Files.list(Path.of("submit"))) {
      assertThat(
              scripts
                  .filter(script -> Files.isRegularFile(script))
                  .filter(script -> !script.endsWith("launch") && !isRecipe(script))
                  .map(LauncherTest::target))
          .hasSize(13)
          .allMatch(target -> target.equals(Path.of("launch")));
    }
  }

  private static boolean isRecipe(Path file) {
    return file.toString().endsWith(".conf");
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException noLink) {
      return link;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_392", "11.0.21", "16", "24.0.1", "25"})
  void otherJavasAreRefusedBeforeSparkStarts(String version) throws Exception {
    java(version);
    refused(
        "Java " + version + " (java) is not supported, Java 17 is", "set JAVA_HOME to a JDK 17");
  }

  @Test
  void anUntriedJavaIsToldAndUsed() throws Exception {
    java("21.0.2");
    Result started = search();
    assertThat(started.code()).isZero();
    assertThat(started.err())
        .isEqualTo("warning: Java 21.0.2 (java) is untested; Java 17 is supported\n");
  }

  @Test
  void aMissingOrBrokenJavaIsTold() throws Exception {
    tool("java", "exit 1");
    refused("java does not tell its version");
    Files.delete(tools.resolve("java"));
    refused("there is no java on the PATH", "install a JDK 17");
    environment.put("JAVA_HOME", folder.resolve("gone").toString());
    refused("JAVA_HOME is " + folder.resolve("gone"), "unset it");
  }

  @Test
  void aWrongSparkHomeIsTold() throws Exception {
    Path spark = folder.resolve("spark");
    environment.put("SPARK_HOME", spark.toString());
    refused("SPARK_HOME is " + spark + ", which has no bin/spark-submit", "unset it");
    executable(spark.resolve("bin/spark-submit"), "#!/bin/sh\necho submitted");
    assertThat(search().out()).isEqualTo("submitted\n");
  }

  private void installedSpark(String versions) throws IOException {
    Path spark = folder.resolve("spark");
    environment.put("SPARK_HOME", spark.toString());
    executable(spark.resolve("bin/spark-submit"), "#!/bin/sh\necho submitted");
    Path jars = Files.createDirectories(spark.resolve("jars"));
    Files.createFile(jars.resolve("spark-core_" + versions + ".jar"));
  }

  @ParameterizedTest
  @CsvSource({"2.12,3.4.4", "2.13,3.5.1", "2.12,3.50.0", "2.13,4.0.1"})
  void anotherSparkThanTheOneWantedIsRefused(String scala, String version) throws Exception {
    installedSpark(scala + "-" + version);
    refused(
        "which is Spark " + version + " for Scala " + scala,
        "set it to a Spark 3.5 for Scala 2.12, or unset it");
  }

  @Test
  void anotherSparkIsRefusedThoughItsJarsAreALink() throws Exception {
    installedSpark("2.13-4.0.1");
    Path jars = folder.resolve("spark/jars");
    Path linked = Files.move(jars, folder.resolve("elsewhere"));
    Files.createSymbolicLink(jars, linked);
    refused("which is Spark 4.0.1 for Scala 2.13");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.12-3.5.0", "2.12-3.5.12-vendor-1"})
  void theSparkWantedIsTakenWhateverItsPatchAndVendor(String versions) throws Exception {
    installedSpark(versions);
    assertThat(search().out()).isEqualTo("submitted\n");
  }

  private String jarsSent(String... arguments) throws Exception {
    List<String> words = search(arguments).out().lines().toList();
    int option = words.indexOf("--jars");
    return option < 0 ? "" : words.get(option + 1).replace(root.toRealPath() + "/", "");
  }

  @Test
  void executorsAreSentOurLibrariesAndTheUsersUnlessTheyHaveThem() throws Exception {
    Files.writeString(root.resolve("target/lib/a.jar"), "");
    Files.writeString(root.resolve("target/lib/b.jar"), "");
    String ours = "target/lib/a.jar,target/lib/b.jar";
    assertThat(jarsSent("--master", "yarn")).isEqualTo(ours);
    assertThat(jarsSent("--master=yarn", "--jars", "x.jar")).isEqualTo("x.jar," + ours);
    String there = "spark.jars=local:/opt/a.jar";
    assertThat(jarsSent("--master=yarn", "--conf", there)).isEmpty();
    assertThat(jarsSent("--master=yarn", "--conf", there, "--jars=x.jar")).isEqualTo("x.jar");
    assertThat(jarsSent("--master=local[2]")).isEmpty();
    assertThat(jarsSent("--master=local[2]", "--jars=x.jar")).isEqualTo("x.jar");
  }

  @Test
  void aMissingMavenIsTold() throws Exception {
    jarIsOlderThanSources();
    refused("fbnet-spark must be built (pom.xml has changed)", "no mvn on the PATH");
    Files.delete(root.resolve("target/fbnet-spark.jar"));
    refused("fbnet-spark must be built, but there is no mvn on the PATH; install Maven 3.8");
  }

  @Test
  void aBuildPrintsNoTerminalEscapes() throws Exception {
    jarIsOlderThanSources();
    tool("mvn", "printf '\\033[0m\\033[1mmaven\\033[m speaks\\n\\033[0m'");
    Result built = search();
    assertThat(built.code()).isZero();
    assertThat(built.err()).isEqualTo("building fbnet-spark (pom.xml has changed)\nmaven speaks\n");
    assertThat(search().err()).isEmpty();
  }

  @Test
  void aFailedBuildIsARefusal() throws Exception {
    jarIsOlderThanSources();
    tool("mvn", "echo '[ERROR] no compiler'; exit 1");
    Result failed = search();
    assertThat(failed.code()).isEqualTo(2);
    assertThat(failed.err())
        .endsWith(
            "[ERROR] no compiler\nerror: fbnet-spark could not be built; Maven says above why\n");
  }

  @Test
  void withoutACharsetTheLocaleBecomesUtf8ForDriverAndExecutors() throws Exception {
    tool(
        "locale", "if [ $1 = charmap ]; then echo ANSI_X3.4-1968; else printf 'C\\nC.utf8\\n'; fi");
    for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      environment.keySet().removeAll(List.of("LC_ALL", "LC_CTYPE", "LANG"));
      environment.put(variable, "POSIX");
      assertThat(search().out().lines())
          .contains("LC_ALL=C.UTF-8", "spark.executorEnv.LC_ALL=C.UTF-8");
    }
    tool("locale", "if [ $1 = charmap ]; then echo US-ASCII; else printf 'C\\nfr_FR.UTF-8\\n'; fi");
    assertThat(search().out().lines())
        .contains("LC_ALL=fr_FR.UTF-8", "spark.executorEnv.LC_ALL=fr_FR.UTF-8");
    Files.delete(tools.resolve("locale"));
    assertThat(search().out().lines()).contains("LC_ALL=C.UTF-8");
  }

  @Test
  void aLocaleThatSomebodyHasChosenStays() throws Exception {
    environment.put("LC_ALL", "en_US.UTF-8");
    assertThat(search().out().lines())
        .contains("LC_ALL=en_US.UTF-8", "spark.executorEnv.LC_ALL=C.UTF-8");
    assertThat(search("--conf", "spark.executorEnv.LC_ALL=sv_SE.UTF-8").out().lines())
        .contains("spark.executorEnv.LC_ALL=sv_SE.UTF-8")
        .doesNotContain("spark.executorEnv.LC_ALL=C.UTF-8");
    tool("locale", "if [ $1 = charmap ]; then echo ISO-8859-1; else echo C.utf8; fi");
    assertThat(search().out().lines())
        .contains("LC_ALL=en_US.UTF-8")
        .noneMatch(line -> line.startsWith("spark.executorEnv.LC_ALL"));
  }

  @Test
  void aUserWithoutANameGetsOne() throws Exception {
    tool("id", "if [ $1 = -un ]; then exit 1; else echo 12345; fi");
    assertThat(search().out().lines())
        .containsSubsequence(
            "-Duser.name=uid12345",
            "-Duser.home=/tmp",
            "org.fbnetspark.cli.NamelessUser",
            "search");
    Path spark = folder.resolve("spark");
    executable(spark.resolve("bin/spark-submit"), "#!/bin/sh\necho submitted");
    environment.put("SPARK_HOME", spark.toString());
    refused("user id 12345 has no name", "/etc/passwd");
  }
}

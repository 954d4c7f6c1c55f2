package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Commands that are refused before Spark starts: exit code, words, and nothing on standard output.
 */
class RefusalsTest {

  @TempDir private Path folder;

  /**
   * One refusal; {@code FOLDER} in the arguments stands for a temporary directory.
   *
   * @param code the exit code
   * @param words what the error names
   * @param arguments of the command
   */
  record Refusal(int code, String words, List<String> arguments) {
    static Refusal of(int code, String words, String... arguments) {
      return new Refusal(code, words, List.of(arguments));
    }
  }

  static Stream<Refusal> refusals() {
    return Stream.of(
        Refusal.of(2, "Unmatched argument", "retrian"),
        Refusal.of(2, "--confg", "describe", "--confg", "x"),
        Refusal.of(2, "--config", "describe", "--config"),
        Refusal.of(2, "mutually exclusive", "describe", "--space", "tiny", "--architecture", "a"),
        Refusal.of(2, "FBNet-A", "describe", "--architecture", "FBNet-AA"),
        Refusal.of(2, "did you mean tiny?", "describe", "--space", "tyni"),
        Refusal.of(2, "does not exist", "describe", "--config", "FOLDER/none.conf"),
        Refusal.of(2, "does not exist", "describe", "--space", "FOLDER/none.conf"),
        Refusal.of(2, "broken.conf", "describe", "--config", "FOLDER/broken.conf"),
        Refusal.of(2, "key=value", "describe", "--set", "seed"),
        Refusal.of(2, "did you mean space.name?", "describe", "--set", "space.nam=tiny"),
        Refusal.of(2, "data.path", "prepare"),
        Refusal.of(2, "must be one of", "prepare", "--set", "prepare.source=cifar"),
        Refusal.of(2, "--refesh", "profile", "--refesh"),
        Refusal.of(2, "profile.dtype", "profile", "--set", "profile={runtime=engine, dtype=int8}"),
        Refusal.of(2, "did you mean profile.passes?", "profile", "--set", "profile.pases=3"),
        Refusal.of(2, "--model", "export", "--output", "FOLDER/x"),
        Refusal.of(2, "--output", "export", "--model", "FOLDER/x"),
        Refusal.of(
            2,
            "calibration-images",
            "export",
            "--model=x",
            "--output=y",
            "--set",
            "export.calibration-images=0"),
        Refusal.of(3, "none.json does not exist", "describe", "--architecture", "FOLDER/none.json"),
        Refusal.of(3, "broken.json", "describe", "--architecture", "FOLDER/broken.json"),
        Refusal.of(3, "other.json", "describe", "--architecture", "FOLDER/other.json"),
        Refusal.of(3, "none.json", "describe", "--latency-table", "FOLDER/none.json"),
        Refusal.of(3, "broken.json", "describe", "--latency-table", "FOLDER/broken.json"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusalHasItsCodeAndWords(Refusal refusal) throws IOException {
    Files.writeString(folder.resolve("broken.conf"), "a = {");
    Files.writeString(folder.resolve("broken.json"), "{ \"format\": ");
    Files.writeString(folder.resolve("other.json"), "{ \"format\": \"other\", \"version\": 1 }");
    Commands run =
        Commands.run(
            refusal.arguments().stream()
                .map(word -> word.replace("FOLDER", folder.toString()))
                .toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isEqualTo(refusal.code());
    assertThat(run.err()).startsWith("error: ").contains(refusal.words()).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void debugAddsTheStackTrace() {
    Commands run = Commands.run("describe", "--set", "space.nam=tiny", "--debug");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("error: ", "\tat org.fbnetspark");
  }

  @Test
  void aMissedTargetHasAnExitCodeOfItsOwn() {
    assertThat(SearchCommand.exitCode(List.of(SampleRun.summary("runs/1", "tiny"))).code())
        .isEqualTo(4);
  }

  @Test
  void failureOfARunIsNoRefusal() {
    assertThat(Failures.exitCode(new IllegalStateException("x"))).isEqualTo(ExitCode.FAILED);
    assertThat(Failures.exitCode(new IOException("x"))).isEqualTo(ExitCode.DATA_REFUSED);
  }
}

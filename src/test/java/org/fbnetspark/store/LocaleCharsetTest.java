package org.fbnetspark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocaleCharsetTest {

  @TempDir private Path directory;

  @Test
  void namesThatTheCharsetLacksAreRefusedWithTheFix() {
    LocaleCharset ascii = new LocaleCharset(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> ascii.check("file:/sorti\u00e9", true))
        .hasMessageContaining("file:/sorti\u00e9 cannot be opened")
        .hasMessageContaining("US-ASCII")
        .hasMessageContaining("LC_ALL=C.UTF-8")
        .hasMessageContaining("--conf spark.executorEnv.LC_ALL=C.UTF-8");
    assertThatCode(() -> ascii.check("hdfs:/sorti\u00e9", false)).doesNotThrowAnyException();
    assertThatCode(() -> ascii.check("file:/sortie", true)).doesNotThrowAnyException();
    LocaleCharset all = new LocaleCharset(StandardCharsets.UTF_8);
    assertThatCode(() -> all.check("\u7a7a\u00e9\ud83d\ude00", true)).doesNotThrowAnyException();
  }

  @Test
  void namesThatWereLostOnTheWayInAreRefusedEverywhere() {
    LocaleCharset all = new LocaleCharset(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> all.check("hdfs:/sorti\ufffd", false))
        .hasMessageContaining("was not read right");
  }

  /** Prints how each of a process's paths is taken: what is in it, or why it is refused. */
  public static final class Lister {

    private Lister() {}

    /** Lists directories and writes files, as their first letter says. */
    public static void main(String[] args) {
      Storage storage = Storage.standard();
      for (String arg : args) {
        try {
          if (arg.startsWith("w")) {
            storage.write(arg.substring(1), new byte[1]);
            System.out.println("written");
          } else {
            System.out.println(storage.list(arg.substring(1)).size());
          }
        } catch (IOException refused) {
          System.out.println(refused.getMessage().replaceAll("[^ -~]+", "#"));
        }
      }
    }
  }

  @Test
  void aProcessWithoutALocaleLosesNothingInSilence() throws Exception {
    Path holder = Files.createDirectories(directory.resolve("images"));
    shell("mkdir \"$(printf '" + holder + "/caf\\303\\251')\"");
    List<String> told =
        shell(
            "export LC_ALL=C; "
                + "exec \"$0\" -XX:TieredStopAtLevel=1 -cp \"$1\" \"$2\" l"
                + holder
                + " \"$(printf 'w"
                + directory
                + "/sorti\\303\\251')\" w"
                + directory
                + "/plain");
    assertThat(told).hasSize(3);
    assertThat(told.get(0)).contains("images/caf??", "was not read right", "LC_ALL=C.UTF-8");
    assertThat(told.get(1)).contains("sorti??", "was not read right", "LC_ALL=C.UTF-8");
    assertThat(told.get(2)).isEqualTo("written");
    assertThat(directory).isDirectoryNotContaining("glob:**/sorti*");
  }

  /** The lines of a shell that has this Java, class path and {@link Lister} as $0, $1 and $2. */
  private List<String> shell(String script) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                script,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("java.class.path"),
                Lister.class.getName())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(out);
  }

  @Test
  void aLinkToNothingIsNotLeftOutOfAListing() throws IOException {
    Storage storage = Storage.standard();
    Files.createSymbolicLink(directory.resolve("dogs"), directory.resolve("gone"));
    assertThat(storage.list(directory.toString()))
        .extracting(FileEntry::name, FileEntry::kind)
        .contains(tuple("dogs", FileEntry.Kind.DANGLING));
  }
}

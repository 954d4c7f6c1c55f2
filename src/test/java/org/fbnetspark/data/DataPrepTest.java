package org.fbnetspark.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that download data. */
class DataPrepTest {

  private static final Path SCRIPTS = Path.of("data-prep");
  private static final Pattern FETCH = Pattern.compile("(?m)^fetch (\\\\\n|[^\n])+");

  @TempDir private Path folder;

  @Test
  void everyDownloadIsEncryptedAndHasASha256() throws IOException {
    int downloads = 0;
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      for (Path script : scripts.sorted().toList()) {
        String text = Files.readString(script);
        assertThat(text).as(script.toString()).doesNotContain("http://");
        for (String fetch : FETCH.matcher(text).results().map(MatchResult::group).toList()) {
          assertThat(fetch).as(script.toString()).matches("(?s).* [0-9]+ [0-9a-f]{64}");
          downloads++;
        }
      }
    }
    assertThat(downloads).isEqualTo(10);
    assertThat(Files.readString(SCRIPTS.resolve("functions"))).contains("--proto =https");
  }

  @Test
  void aFileIsTakenByItsSha256Alone() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("abc"), "abc");
    String sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(fetch("abc", sha256)).contains("have ");
    assertThat(fetch("abc", sha256.replace('b', 'c'))).contains("not the file expected");
  }

  private String fetch(String name, String sha256) throws IOException, InterruptedException {
    String file = folder.resolve(name).toString();
    List<String> words =
        List.of(
            "bash",
            "-c",
            ". data-prep/functions \"$1\"; fetch https://localhost/x \"$2\" 3 \"$3\"",
            "fetch",
            folder.toString(),
            file,
            sha256);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}

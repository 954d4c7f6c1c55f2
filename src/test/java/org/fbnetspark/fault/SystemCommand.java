package org.fbnetspark.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Commands of the system. */
final class SystemCommand {

  private SystemCommand() {}

  /** Whether there is such a command and it succeeds. */
  static boolean succeeds(String... words) {
    try {
      run(words);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** Runs it. */
  static void run(String... words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.onExit().join().exitValue();
    if (code != 0) {
      throw new IOException(String.join(" ", List.of(words)) + ": " + said);
    }
  }
}

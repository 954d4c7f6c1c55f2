package org.fbnetspark.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Points at which processes are held, through files in a folder that all of them see. A file {@code
 * N.wanted} names a point by a pattern; the process that comes there first takes it, by renaming it
 * to {@code N.held-PROCESS-EXECUTOR}, and stands there until that is gone.
 *
 * @param folder of the files
 */
record Holds(Path folder) {

  /** Setting that tells processes the folder. */
  static final String SETTING = "spark.fault.holds";

  private static final String WANTED = ".wanted";
  private static final String HELD = ".held-";
  private static final long POLL_MILLIS = 3;

  /**
   * A process that is held.
   *
   * @param file whose end lets it go
   * @param process its number
   * @param executor what Spark calls it
   */
  record Held(Path file, long process, String executor) {

    /** Lets it go on. */
    void release() throws IOException {
      Files.deleteIfExists(file);
    }

    ProcessHandle handle() {
      return ProcessHandle.of(process).orElseThrow();
    }
  }

  /** Wants so many processes to be held where the pattern matches. */
  void want(String pattern, int processes) throws IOException {
    for (int i = 0; i < processes; i++) {
      Path made = Files.writeString(folder.resolve(i + ".made"), pattern);
      Files.move(made, folder.resolve(i + WANTED));
    }
  }

  /** Those that are held now. */
  List<Held> held() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.flatMap(file -> held(file).stream()).toList();
    }
  }

  private static Optional<Held> held(Path file) {
    String name = file.getFileName().toString();
    int at = name.indexOf(HELD);
    if (at < 0) {
      return Optional.empty();
    }
    String[] words = name.substring(at + HELD.length()).split("-", 2);
    return Optional.of(new Held(file, Long.parseLong(words[0]), words[1]));
  }

  /** Wants nothing any more and lets all go. */
  void clear() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Called where a process might be held; stands there if it is. */
  void reach(String point, String executor) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(WANTED)).toList()) {
        Path held =
            folder.resolve(
                file.getFileName().toString().replace(WANTED, HELD)
                    + ProcessHandle.current().pid()
                    + "-"
                    + executor);
        if (point.matches(Files.readString(file, UTF_8)) && taken(file, held)) {
          stand(held);
          return;
        }
      }
    } catch (NoSuchFileException | UncheckedIOException takenByAnother) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean taken(Path wanted, Path held) throws IOException {
    try {
      Files.move(wanted, held);
      return true;
    } catch (NoSuchFileException byAnother) {
      return false;
    }
  }

  private static void stand(Path held) {
    try {
      while (Files.exists(held)) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException killed) {
      Thread.currentThread().interrupt();
    }
  }
}

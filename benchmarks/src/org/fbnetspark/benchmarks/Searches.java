package org.fbnetspark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.run.SearchSummaryJson;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.store.Storage;

/**
 * Searches as people start them, each a process in a run directory of its own. One that is over is
 * read and not made again; one that was killed goes on.
 *
 * @param command {@code submit/search}
 * @param options of every search
 * @param directory that has the run directories
 */
record Searches(Path command, List<String> options, Path directory) {

  /** Exit code of a search that has ended away from its target. */
  private static final int TARGET_MISSED = 4;

  /**
   * The outcome of a search.
   *
   * @param name of its run directory
   * @param settings each key=value
   */
  SearchSummary outcome(String name, List<String> settings) throws IOException {
    return outcome(run(name, settings));
  }

  /** The directory of a search that is over, if need be by now. */
  Path run(String name, List<String> settings) throws IOException {
    Path run = directory.resolve(name);
    if (!Files.exists(run.resolve("summary.json"))) {
      search(run, settings);
    }
    return run;
  }

  /** The outcome in the directory of a search, or of a goal. */
  static SearchSummary outcome(Path run) throws IOException {
    Path summary = run.resolve("summary.json");
    Path architecture = run.resolve("architecture.json");
    return SearchSummaryJson.read(
        Files.readAllBytes(summary),
        summary.toString(),
        ArchitectureJson.read(Files.readAllBytes(architecture), architecture.toString()));
  }

  private void search(Path run, List<String> settings) throws IOException {
    List<String> words = new ArrayList<>(List.of(command.toString()));
    words.addAll(options);
    settings.forEach(setting -> words.addAll(List.of("--set", setting)));
    words.addAll(List.of("--run-dir", run.toString()));
    if (Files.exists(run.resolve("manifest.json"))) {
      words.add("--resume");
    } else {
      // It was killed before anything was trained.
      Storage.standard().delete(run.toString());
    }
    Files.createDirectories(directory);
    Path log = directory.resolve(run.getFileName() + ".log");
    System.err.println("searching into " + run + ", as " + log + " tells");
    try {
      int code =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start()
              .waitFor();
      if (code != 0 && code != TARGET_MISSED) {
        throw new IOException(
            "The search into " + run + " ended with exit code " + code + end(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while " + run + " was searched", e);
    }
  }

  private static String end(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      return ":\n" + String.join("\n", all.subList(Math.max(0, all.size() - 10), all.size()));
    }
  }
}

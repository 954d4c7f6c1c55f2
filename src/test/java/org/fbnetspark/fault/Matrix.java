package org.fbnetspark.fault;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Trials and how they ended, kept as they come: {@code trials.tsv} has a line for each, {@code
 * matrix.md} a row for each fault and phase.
 */
final class Matrix {

  private final Path folder;
  private final List<Trial> trials = new ArrayList<>();

  Matrix(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    Files.deleteIfExists(folder.resolve("trials.tsv"));
  }

  void add(Trial trial) throws IOException {
    trials.add(trial);
    Files.writeString(
        folder.resolve("trials.tsv"),
        trial.line() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    Files.writeString(folder.resolve("matrix.md"), text());
  }

  /** All that failed. */
  List<Trial> failed() {
    return trials.stream().filter(trial -> trial.outcome() == Outcome.FAILED).toList();
  }

  /** Trials that were made. */
  long made() {
    return trials.stream().filter(trial -> trial.outcome() != Outcome.SKIPPED).count();
  }

  /** A row for each fault and phase. */
  String text() {
    Map<String, List<Trial>> rows = new TreeMap<>();
    for (Trial trial : trials) {
      String row = "| " + trial.mode() + " | " + trial.fault() + " | " + trial.phase();
      rows.computeIfAbsent(row, key -> new ArrayList<>()).add(trial);
    }
    StringBuilder text =
        new StringBuilder(
            "| mode | fault | phase | trials | outcome | same bits |\n|---|---|---|---|---|---|\n");
    rows.forEach((row, of) -> text.append(row).append(row(of)));
    return text.append('\n')
        .append(made())
        .append(" trials, ")
        .append(failed().size())
        .append(" failed\n")
        .toString();
  }

  private static String row(List<Trial> trials) {
    Map<Outcome, Long> outcomes =
        trials.stream()
            .collect(Collectors.groupingBy(Trial::outcome, TreeMap::new, Collectors.counting()));
    String told =
        outcomes.entrySet().stream()
            .map(e -> e.getKey().words() + " " + e.getValue())
            .collect(Collectors.joining(", "));
    long skipped = outcomes.getOrDefault(Outcome.SKIPPED, 0L);
    long ended =
        outcomes.getOrDefault(Outcome.WENT_ON, 0L) + outcomes.getOrDefault(Outcome.RESUMED, 0L);
    String why = skipped == 0 ? "" : " (" + trials.get(0).detail() + ")";
    return String.format(
        Locale.ROOT, " | %d | %s%s | %d |%n", trials.size() - skipped, told, why, ended);
  }

  /** Prints the rows. */
  void print(PrintStream out) {
    out.println(text());
  }
}

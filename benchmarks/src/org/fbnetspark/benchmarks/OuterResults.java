package org.fbnetspark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.fbnetspark.domain.evaluation.StudentInterval;
import org.fbnetspark.report.TextTable;

/** Losses of trainings by rounds, in a file that grows by one training at a time. */
final class OuterResults {

  private static final String HEADER =
      "shards,kind,seed,rounds,train_loss,held_out_loss,held_out_accuracy";

  /** Columns of losses between the first epoch and the last. */
  private static final int POINTS = 5;

  private final Path file;
  private final Map<Training, List<Judged>> trainings = new TreeMap<>();

  private record Training(int shards, String kind, int seed) implements Comparable<Training> {
    @Override
    public int compareTo(Training other) {
      return key().compareTo(other.key());
    }

    private String key() {
      return String.format(Locale.ROOT, "%9d,%s,%9d", shards, kind, seed);
    }
  }

  /**
   * How a training stands after an epoch.
   *
   * @param rounds so far
   * @param trainLoss mean over the epoch
   * @param heldOutLoss at its end
   * @param heldOutAccuracy at its end, 0 to 1
   */
  record Judged(int rounds, double trainLoss, double heldOutLoss, double heldOutAccuracy) {}

  private OuterResults(Path file) {
    this.file = file;
  }

  /** What the file has, if it is there. */
  static OuterResults read(Path file) throws IOException {
    OuterResults results = new OuterResults(file);
    if (!Files.exists(file)) {
      Files.writeString(file, HEADER + "\n");
    }
    List<String> lines = Files.readAllLines(file);
    if (!lines.get(0).equals(HEADER)) {
      throw new IOException(file + " holds no losses of this benchmark; name another file");
    }
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      results
          .trainings
          .computeIfAbsent(
              new Training(Integer.parseInt(cells[0]), cells[1], Integer.parseInt(cells[2])),
              training -> new ArrayList<>())
          .add(
              new Judged(
                  Integer.parseInt(cells[3]),
                  Double.parseDouble(cells[4]),
                  Double.parseDouble(cells[5]),
                  Double.parseDouble(cells[6])));
    }
    return results;
  }

  /** Whether a training is over. */
  boolean has(int shards, String kind, int seed) {
    return trainings.containsKey(new Training(shards, kind, seed));
  }

  /** A training that is over. */
  void add(int shards, String kind, int seed, List<Judged> judged) throws IOException {
    trainings.put(new Training(shards, kind, seed), List.copyOf(judged));
    StringBuilder lines = new StringBuilder();
    for (Judged one : judged) {
      lines.append(
          String.format(
              Locale.ROOT,
              "%d,%s,%d,%d,%.6f,%.6f,%.4f%n",
              shards,
              kind,
              seed,
              one.rounds(),
              one.trainLoss(),
              one.heldOutLoss(),
              one.heldOutAccuracy()));
    }
    Files.writeString(file, lines, StandardOpenOption.APPEND);
  }

  /**
   * A row for each kind, of means over the seeds.
   *
   * @param kinds the first one is what the others are held against
   */
  TextTable table(int shards, List<String> kinds, int seeds) {
    List<Judged> any = training(shards, kinds.get(0), 1);
    int[] epochs = points(any.size());
    List<String> header = new ArrayList<>(List.of("average"));
    for (int epoch : epochs) {
      header.add("loss after " + any.get(epoch).rounds());
    }
    header.addAll(
        List.of("top-1", "last loss above plain's (95 %)", "rounds to plain's last loss"));
    Set<Integer> figures = new TreeSet<>(IntStream.range(1, header.size()).boxed().toList());
    TextTable table = new TextTable(header, figures);
    for (String kind : kinds) {
      List<String> row = new ArrayList<>(List.of(kind));
      for (int epoch : epochs) {
        row.add(number(mean(shards, kind, seeds, epoch)));
      }
      row.add(
          String.format(
              Locale.ROOT,
              "%.1f %%",
              100
                  * IntStream.rangeClosed(1, seeds)
                      .mapToDouble(seed -> last(shards, kind, seed).heldOutAccuracy())
                      .average()
                      .orElseThrow()));
      row.add(kind.equals(kinds.get(0)) ? "" : difference(shards, kind, kinds.get(0), seeds));
      OptionalInt reached = reached(shards, kind, kinds.get(0), seeds);
      row.add(reached.isPresent() ? String.valueOf(reached.getAsInt()) : "not reached");
      table.add(row);
    }
    return table;
  }

  private static int[] points(int epochs) {
    return IntStream.range(0, POINTS)
        .map(i -> (int) Math.round((double) (epochs - 1) * i / (POINTS - 1)))
        .distinct()
        .toArray();
  }

  private String difference(int shards, String kind, String plain, int seeds) {
    List<Double> differences =
        IntStream.rangeClosed(1, seeds)
            .mapToObj(
                seed ->
                    last(shards, kind, seed).heldOutLoss()
                        - last(shards, plain, seed).heldOutLoss())
            .toList();
    if (differences.size() < 2) {
      return String.format(Locale.ROOT, "%+.3f", differences.get(0));
    }
    StudentInterval over = StudentInterval.of(differences);
    return String.format(
        Locale.ROOT, "%+.3f (%+.3f to %+.3f)", over.mean(), over.low(), over.high());
  }

  /** First rounds after which the mean loss is at most plain's last one. */
  private OptionalInt reached(int shards, String kind, String plain, int seeds) {
    List<Judged> any = training(shards, plain, 1);
    double goal = mean(shards, plain, seeds, any.size() - 1);
    return IntStream.range(0, any.size())
        .filter(epoch -> mean(shards, kind, seeds, epoch) <= goal)
        .map(epoch -> any.get(epoch).rounds())
        .findFirst();
  }

  private double mean(int shards, String kind, int seeds, int epoch) {
    return IntStream.rangeClosed(1, seeds)
        .mapToDouble(seed -> training(shards, kind, seed).get(epoch).heldOutLoss())
        .average()
        .orElseThrow();
  }

  private Judged last(int shards, String kind, int seed) {
    List<Judged> judged = training(shards, kind, seed);
    return judged.get(judged.size() - 1);
  }

  private List<Judged> training(int shards, String kind, int seed) {
    return trainings.get(new Training(shards, kind, seed));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}

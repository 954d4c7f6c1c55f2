package org.fbnetspark.domain.evaluation;

import java.io.Serializable;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Examples by their label and the class that they were taken for, as counts that can be added. Only
 * pairs that occur take room, so that there are never more counts than examples, however many the
 * classes are.
 */
public final class Confusion implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int classes;

  /** Above 0, by {@code label * classes + predicted}. */
  private final TreeMap<Long, Long> counts = new TreeMap<>();

  /** Nothing counted yet. */
  public Confusion(int classes) {
    this.classes = classes;
  }

  /** Counts further examples of a label that were taken for a class. */
  public void add(int label, int predicted, long examples) {
    if (examples > 0) {
      counts.merge(pair(label, predicted), examples, Long::sum);
    }
  }

  /** Adds what another one has counted. */
  public void add(Confusion other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "Evaluations of " + classes + " and " + other.classes + " classes cannot be added");
    }
    other.counts.forEach((pair, examples) -> counts.merge(pair, examples, Long::sum));
  }

  private long pair(int label, int predicted) {
    return (long) Objects.checkIndex(label, classes) * classes
        + Objects.checkIndex(predicted, classes);
  }

  /** The counts of a label; their keys begin with that of class 0. */
  private SortedMap<Long, Long> row(int label) {
    long first = pair(label, 0);
    return counts.subMap(first, first + classes);
  }

  private static long sum(SortedMap<Long, Long> some) {
    return some.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Examples of a label that were taken for a class. */
  public long of(int label, int predicted) {
    return counts.getOrDefault(pair(label, predicted), 0L);
  }

  /** Examples counted. */
  public long examples() {
    return sum(counts);
  }

  /** Examples of a label. */
  public long examples(int label) {
    return sum(row(label));
  }

  /** Examples that were taken for what they are. */
  public long correct() {
    return IntStream.range(0, classes).mapToLong(c -> of(c, c)).sum();
  }

  /** Share of correct examples; NaN where nothing was counted. */
  public double accuracy() {
    return (double) correct() / examples();
  }

  /** Share of correct examples of a label; NaN where it has none. */
  public double accuracy(int label) {
    return (double) of(label, label) / examples(label);
  }

  /** Where the accuracy on more examples of the kind would be. */
  public WilsonInterval interval() {
    return WilsonInterval.of(correct(), examples());
  }

  /** Whether some examples of a label were taken for another class. */
  public boolean mistaken(int label) {
    return of(label, label) < examples(label);
  }

  /** The other class, of two or more, that a label's examples were most often taken for. */
  public int mostlyTakenFor(int label) {
    int most = label == 0 ? 1 : 0;
    for (int c = 0; c < classes; c++) {
      if (c != label && of(label, c) > of(label, most)) {
        most = c;
      }
    }
    return most;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Confusion that && classes == that.classes && counts.equals(that.counts);
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }

  @Override
  public String toString() {
    return "Confusion[" + correct() + " of " + examples() + " correct]";
  }
}

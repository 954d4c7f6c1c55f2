package org.fbnetspark.domain.evaluation;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Examples by their label and the class that they were taken for, as counts that can be added. */
public final class Confusion implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int classes;
  private final long[] counts;

  /** Nothing counted yet. */
  public Confusion(int classes) {
    this.classes = classes;
    this.counts = new long[Math.multiplyExact(classes, classes)];
  }

  /** Counts further examples of a label that were taken for a class. */
  public void add(int label, int predicted, long examples) {
    counts[label * classes + predicted] += examples;
  }

  /** Adds what another one has counted. */
  public void add(Confusion other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "Evaluations of " + classes + " and " + other.classes + " classes cannot be added");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Examples of a label that were taken for a class. */
  public long of(int label, int predicted) {
    return counts[label * classes + predicted];
  }

  /** Examples counted. */
  public long examples() {
    return Arrays.stream(counts).sum();
  }

  /** Examples of a label. */
  public long examples(int label) {
    return Arrays.stream(counts, label * classes, (label + 1) * classes).sum();
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
    return other instanceof Confusion that
        && classes == that.classes
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "Confusion[" + correct() + " of " + examples() + " correct]";
  }
}

package org.fbnetspark.domain.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How far the class scores of one engine lie from those of another that computes the same network.
 * Parts added in one order give the same bits whoever counted them.
 *
 * <pre>
 * absolute = max |other - own|        over all examples and classes
 * relative = absolute / max |own|
 * </pre>
 *
 * <p>An example's margin is what its highest score is above the one of the class that the other
 * engine takes it for, by the own scores: rounding turns small margins over, a fault large ones.
 */
public final class ScoreDifference implements Serializable {

  /** Margins that are kept, the largest ones. */
  public static final int MOST_MARGINS = 100;

  private static final long serialVersionUID = 1L;

  private final ArrayList<Double> margins = new ArrayList<>();
  private long examples;
  private long disagreements;
  private double absolute;
  private double largest;

  /**
   * Compares one example.
   *
   * @param own scores {@code [example][class]}, flattened
   * @param other scores of the same examples
   * @param start of this example's scores
   * @param classes number of classes
   */
  public void add(float[] own, float[] other, int start, int classes) {
    int ownBest = start;
    int otherBest = start;
    for (int i = start; i < start + classes; i++) {
      // Math.max keeps what is not a number, so that no fault passes for a small difference.
      absolute = Math.max(absolute, Math.abs((double) other[i] - own[i]));
      largest = Math.max(largest, Math.abs((double) own[i]));
      ownBest = own[i] > own[ownBest] ? i : ownBest;
      otherBest = other[i] > other[otherBest] ? i : otherBest;
    }
    examples++;
    if (ownBest != otherBest) {
      disagreements++;
      margins.add((double) own[ownBest] - own[otherBest]);
      keepLargest();
    }
  }

  /** Adds what another one has compared. */
  public void add(ScoreDifference more) {
    examples += more.examples;
    disagreements += more.disagreements;
    absolute = Math.max(absolute, more.absolute);
    largest = Math.max(largest, more.largest);
    margins.addAll(more.margins);
    keepLargest();
  }

  private void keepLargest() {
    margins.sort(Comparator.reverseOrder());
    if (margins.size() > MOST_MARGINS) {
      margins.subList(MOST_MARGINS, margins.size()).clear();
    }
  }

  /** Examples compared. */
  public long examples() {
    return examples;
  }

  /** Largest difference between two scores. */
  public double absolute() {
    return absolute;
  }

  /** The largest difference as a share of the largest own score; 0 where there is none. */
  public double relative() {
    return absolute == 0 ? 0 : absolute / largest;
  }

  /** Examples that the engines take for different classes. */
  public long disagreements() {
    return disagreements;
  }

  /** Margins of the disagreements, the largest first, {@value #MOST_MARGINS} at most. */
  public List<Double> margins() {
    return List.copyOf(margins);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoreDifference that
        && examples == that.examples
        && disagreements == that.disagreements
        && absolute == that.absolute
        && largest == that.largest
        && margins.equals(that.margins);
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(absolute) + Long.hashCode(examples);
  }

  @Override
  public String toString() {
    return "ScoreDifference[" + absolute + " over " + examples + " examples]";
  }
}

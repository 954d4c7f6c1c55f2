package org.fbnetspark.domain.network;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A candidate of a choice, as in the sentence "the choice takes this candidate".
 *
 * @param choice index of the choice in its space
 * @param candidate index of the candidate in the choice
 */
public record Pick(int choice, int candidate) implements Serializable, Comparable<Pick> {

  private static final Comparator<Pick> ORDER =
      Comparator.comparingInt(Pick::choice).thenComparingInt(Pick::candidate);

  /** Rejects what cannot be an index. */
  public Pick {
    if (choice < 0 || candidate < 0) {
      throw new IllegalArgumentException(
          "A pick needs indices of 0 at least, but was " + choice + " and " + candidate);
    }
  }

  @Override
  public int compareTo(Pick other) {
    return ORDER.compare(this, other);
  }
}

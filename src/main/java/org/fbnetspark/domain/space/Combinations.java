package org.fbnetspark.domain.space;

import java.util.function.Consumer;

/** Everything that some choices together can be. */
public final class Combinations {

  /** More are not enumerated. */
  private static final long MOST = 1 << 22;

  private Combinations() {}

  /**
   * How many there are.
   *
   * @param choices indices of choices
   * @param candidates candidates of every choice of the space
   * @throws IllegalArgumentException where they are too many to enumerate
   */
  public static int count(int[] choices, int[] candidates) {
    long count = 1;
    for (int choice : choices) {
      count *= candidates[choice];
      if (count > MOST) {
        throw new IllegalArgumentException(
            "Choices that decide one thing together have more than " + MOST + " combinations");
      }
    }
    return (int) count;
  }

  /**
   * Calls for each combination, the last of the choices moving fastest.
   *
   * @param each is given an index for each choice of the space, 0 for those that are not among the
   *     choices; the array is used again
   */
  public static void each(int[] choices, int[] candidates, Consumer<int[]> each) {
    int count = count(choices, candidates);
    int[] picks = new int[candidates.length];
    for (int n = 0; n < count; n++) {
      each.accept(picks);
      for (int at = choices.length - 1; at >= 0; at--) {
        picks[choices[at]] = (picks[choices[at]] + 1) % candidates[choices[at]];
        if (picks[choices[at]] > 0) {
          break;
        }
      }
    }
  }
}

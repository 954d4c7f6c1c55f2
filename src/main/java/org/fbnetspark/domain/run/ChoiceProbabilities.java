package org.fbnetspark.domain.run;

import java.util.List;

/**
 * Theta's probabilities of one choice.
 *
 * @param choice its name, such as {@code stage2.layer3}
 * @param candidates op codes
 * @param probabilities one for each candidate; together 1
 */
public record ChoiceProbabilities(
    String choice, List<String> candidates, List<Double> probabilities) {

  /** Copies the lists and rejects two of different length. */
  public ChoiceProbabilities {
    candidates = List.copyOf(candidates);
    probabilities = List.copyOf(probabilities);
    if (candidates.size() != probabilities.size()) {
      throw new IllegalArgumentException(
          "Choice "
              + choice
              + " has "
              + candidates.size()
              + " candidates, but "
              + probabilities.size()
              + " probabilities");
    }
  }
}

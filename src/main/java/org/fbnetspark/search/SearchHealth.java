package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.domain.arch.Theta;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.SearchSpace;
import org.fbnetspark.domain.train.Tally;

/**
 * Tells when a search goes the known wrong ways: skips take over because they cost nothing, theta
 * does not move, or the expected cost leaves the target behind.
 *
 * @param space whose choices are looked at
 * @param costs table of the search
 * @param target cost to end at, if any
 * @param lateEpoch epochs after which the expected cost ought to be at the target
 */
public record SearchHealth(
    SearchSpace space, CostTable costs, Optional<Target> target, int lateEpoch) {

  /** Of a search with these settings. */
  public static SearchHealth of(SearchSpace space, CostTable costs, SearchSettings settings) {
    return new SearchHealth(space, costs, settings.target(), settings.lateEpoch());
  }

  /** Mean probability of skip above which depth has collapsed. */
  private static final double SKIP_COLLAPSE = 0.7;

  /** Steps after which theta ought to have left the uniform distribution. */
  private static final int STUCK_AFTER_STEPS = 200;

  /** Share of the largest possible entropy that counts as uniform. */
  private static final double STUCK_ENTROPY = 0.999;

  /** Warnings about a state, in plain words; none for a healthy one. */
  public List<String> warnings(SearchState state, Tally tally) {
    List<String> warnings = new ArrayList<>();
    if (!tally.dropped().isEmpty()) {
      warnings.add(
          "shards "
              + tally.dropped().stream().distinct().sorted().toList()
              + " gave a non-finite loss in "
              + tally.dropped().size()
              + " rounds and were left out of them; lower search.weights.learning-rate if this"
              + " goes on");
    }
    double skip = skipShare(state.theta());
    if (skip > SKIP_COLLAPSE) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "skip collapse: skip has %.0f %% of the probability where it can be chosen; lower"
                  + " search.loss.beta or lengthen search.warmup-epochs",
              100 * skip));
    }
    double largest = largestMeanEntropy(state.theta());
    if (state.moments().steps() >= STUCK_AFTER_STEPS
        && state.theta().meanEntropy() > STUCK_ENTROPY * largest) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "theta is still uniform after %d steps; raise search.theta.learning-rate",
              state.moments().steps()));
    }
    if (state.epoch() >= lateEpoch) {
      cost(state.theta(), warnings);
    }
    return warnings;
  }

  private void cost(Theta theta, List<String> warnings) {
    double expected = costs.expected(theta);
    target
        .filter(wanted -> !wanted.metBy(expected))
        .ifPresent(
            wanted ->
                warnings.add(
                    "the expected cost of "
                        + costs.kind().text(expected)
                        + " is not within "
                        + String.format(Locale.ROOT, "%.3g %%", 100 * wanted.tolerance())
                        + " of the target of "
                        + costs.kind().text(wanted.cost())
                        + "; set search.loss.form = target, or change search.loss.beta"));
  }

  /** Mean probability of skip over the choices where it changes nothing but depth. */
  private double skipShare(Theta theta) {
    double sum = 0;
    int offered = 0;
    List<Choice> choices = space.choices();
    for (int choice = 0; choice < choices.size(); choice++) {
      List<Op> candidates = choices.get(choice).candidates();
      int skip = candidates.indexOf(new Skip());
      if (skip >= 0 && choices.get(choice).placement().keepsShape()) {
        sum += theta.probabilities(choice)[skip];
        offered++;
      }
    }
    return offered == 0 ? 0 : sum / offered;
  }

  private static double largestMeanEntropy(Theta theta) {
    double sum = 0;
    for (int choice = 0; choice < theta.choices(); choice++) {
      sum += StrictMath.log(theta.candidates(choice));
    }
    return theta.choices() == 0 ? 0 : sum / theta.choices();
  }
}

package org.fbnetspark.search;

import java.util.List;
import org.fbnetspark.domain.network.WidthChoice;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Turns;
import org.fbnetspark.search.WidthSettings.Sampling;
import org.fbnetspark.search.WidthSettings.WarmUp;

/** What {@link WidthSettings} make of each weight round. Theta's rounds know nothing of it. */
public final class WidthPlan {

  private final WidthSettings settings;
  private final List<WidthChoice> choices;
  private final int roundsOfEpoch;
  private final long warmUpRounds;

  /**
   * A plan of a search.
   *
   * @param choices of widths
   */
  public WidthPlan(SearchSettings search, SearchWorkers.Plan plan, List<WidthChoice> choices) {
    this.settings = search.widths();
    this.choices = List.copyOf(choices);
    this.roundsOfEpoch = plan.weightRounds();
    this.warmUpRounds = (long) search.warmupEpochs() * roundsOfEpoch;
  }

  /** What the gates of a weight round are drawn from: thetas, by which narrower widths may wait. */
  public List<Theta> thetas(Round round) {
    return round.thetas().stream().map(theta -> waiting(theta, round)).toList();
  }

  private Theta waiting(Theta whole, Round round) {
    Theta theta = whole;
    if (settings.warmUp() == WarmUp.WIDE_TO_NARROW) {
      for (WidthChoice choice : choices) {
        theta = theta.among(choice.choice(), open(choice, round));
      }
    }
    return theta;
  }

  /** Whose candidates take turns in a weight round, rather than that gates are drawn. */
  public List<Turns> turns(Round round) {
    return settings.sampling() == Sampling.FAIR
        ? choices.stream().map(choice -> new Turns(choice.choice(), open(choice, round))).toList()
        : List.of();
  }

  /** As many equal parts of the warm-up as there are candidates, each with one more of them. */
  private List<Integer> open(WidthChoice choice, Round round) {
    int all = choice.widestFirst().size();
    long number = (long) round.epoch() * roundsOfEpoch + round.index();
    return settings.warmUp() == WarmUp.NONE || number >= warmUpRounds
        ? choice.widestFirst()
        : choice.widestFirst().subList(0, (int) (1 + number * all / warmUpRounds));
  }
}

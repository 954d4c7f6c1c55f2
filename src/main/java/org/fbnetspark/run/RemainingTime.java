package org.fbnetspark.run;

import org.fbnetspark.report.Figures;
import org.fbnetspark.search.Round;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchWorkers;

/** Guesses how long a search still takes, from the mean time of each kind of round so far. */
public final class RemainingTime {

  private final SearchSettings settings;
  private final SearchWorkers.Plan plan;
  private double weightSeconds;
  private double thetaSeconds;
  private int weightRounds;
  private int thetaRounds;
  private int epoch;
  private int weightRoundsDone;
  private int thetaRoundsDone;

  public RemainingTime(SearchSettings settings, SearchWorkers.Plan plan) {
    this.settings = settings;
    this.plan = plan;
  }

  public void weightRound(Round round, double seconds) {
    weightSeconds += seconds;
    weightRounds++;
    reach(round.epoch());
    weightRoundsDone = round.index() + 1;
  }

  public void thetaRound(Round round, double seconds) {
    thetaSeconds += seconds;
    thetaRounds++;
    reach(round.epoch());
    thetaRoundsDone = round.index() + 1;
  }

  private void reach(int now) {
    if (now != epoch) {
      epoch = now;
      weightRoundsDone = 0;
      thetaRoundsDone = 0;
    }
  }

  /** Time from the last round that was told to the end of the last epoch. */
  public String left() {
    int thetaEpochs = settings.epochs() - settings.warmupEpochs();
    int thetaEpochsDone = Math.max(0, epoch - settings.warmupEpochs());
    long weightsLeft = (long) (settings.epochs() - epoch) * plan.weightRounds() - weightRoundsDone;
    long thetasLeft = (long) (thetaEpochs - thetaEpochsDone) * plan.thetaRounds() - thetaRoundsDone;
    return Figures.duration(weightsLeft * meanWeightSeconds() + thetasLeft * meanThetaSeconds());
  }

  private double meanWeightSeconds() {
    return weightRounds == 0 ? 0 : weightSeconds / weightRounds;
  }

  /** Before the first theta round: a batch there takes about as long as a step on the weights. */
  private double meanThetaSeconds() {
    double steps = settings.weights().stepsPerRound();
    return thetaRounds == 0
        ? meanWeightSeconds() * settings.theta().batchesPerRound() / steps
        : thetaSeconds / thetaRounds;
  }
}

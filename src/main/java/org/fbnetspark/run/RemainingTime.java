package org.fbnetspark.run;

import org.fbnetspark.report.Figures;
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

  public RemainingTime(SearchSettings settings, SearchWorkers.Plan plan) {
    this.settings = settings;
    this.plan = plan;
  }

  public void weightRound(double seconds) {
    weightSeconds += seconds;
    weightRounds++;
  }

  public void thetaRound(double seconds) {
    thetaSeconds += seconds;
    thetaRounds++;
  }

  /**
   * Time to the end of the last epoch.
   *
   * @param epoch the present one, counted from 0
   * @param weightRoundsLeft in the present epoch
   * @param thetaRoundsLeft in the present epoch
   */
  public String after(int epoch, int weightRoundsLeft, int thetaRoundsLeft) {
    int epochsLeft = settings.epochs() - epoch - 1;
    int thetaEpochsLeft = settings.epochs() - Math.max(epoch + 1, settings.warmupEpochs());
    long weightsLeft = (long) epochsLeft * plan.weightRounds() + weightRoundsLeft;
    long thetasLeft = (long) thetaEpochsLeft * plan.thetaRounds() + thetaRoundsLeft;
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

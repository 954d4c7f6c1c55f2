package org.fbnetspark.search;

import java.util.List;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;

/**
 * Those who hold the data and the supernet. An answer depends on the arguments and on the run's
 * settings alone, never on how many workers there are or what they did before.
 */
public interface SearchWorkers extends AutoCloseable {

  /**
   * Rounds of one epoch.
   *
   * @param weightRounds enough for every shard to see its part of the weight split once
   * @param thetaRounds of theta, where it does not stand still
   */
  record Plan(int weightRounds, int thetaRounds) {}

  /**
   * Answer of a theta round for one goal.
   *
   * @param gradient of the hardware-aware loss with respect to theta, the mean over the examples
   * @param costGradients of the costs that the search leads, the target's first; none where it
   *     leads none
   * @param loss the hardware-aware loss, the mean over the examples
   * @param tally what was counted; its loss is the cross-entropy
   */
  record ThetaOutcome(
      ThetaGradient gradient, List<ThetaGradient> costGradients, double loss, Tally tally) {

    /** Copies the list. */
    public ThetaOutcome {
      costGradients = List.copyOf(costGradients);
    }
  }

  /**
   * Answer of a theta round.
   *
   * @param goals in the order of the goals
   * @param tally what was counted for all of them together
   */
  record ThetaOutcomes(List<ThetaOutcome> goals, Tally tally) {

    /** Copies the list. */
    public ThetaOutcomes {
      goals = List.copyOf(goals);
    }
  }

  /** Rounds in which theta moves and the weights stand still. */
  interface ThetaPhase extends AutoCloseable {

    /** The gradients of one round. */
    ThetaOutcomes gradients(Round round);

    @Override
    void close();
  }

  /** How many rounds an epoch has. */
  Plan plan();

  /**
   * Every shard trains from the same weights, at widths by {@link WidthPlan}; their mean comes
   * back. The goals take turns: in round r, counted from the beginning of the search, shard s draws
   * its gates from the theta of goal {@code (s + r) mod goals}, so that each meets the data of
   * every shard.
   *
   * <p>Where paths are drawn, a shard whose steps drew a candidate in none of them counts in the
   * mean with the weights and the momentum that the candidate had before the round: the mean is the
   * plain one over the shards, as if a step were taken at a rate that is the share of those that
   * drew it.
   */
  WeightOutcome trainWeights(Round round, double learningRate, Weights weights);

  /**
   * Hands weights to the workers, which keep them until the phase is closed.
   *
   * @param epoch counted from 0
   * @param firstRound position in the epoch of the phase's first theta round
   */
  ThetaPhase thetaPhase(int epoch, int firstRound, Weights weights);

  @Override
  void close();
}

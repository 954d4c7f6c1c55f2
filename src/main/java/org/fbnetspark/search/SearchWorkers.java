package org.fbnetspark.search;

import java.util.List;
import java.util.OptionalDouble;
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
   * @param reward the mean over the architectures that were judged; empty where none were
   */
  record ThetaOutcome(
      ThetaGradient gradient,
      List<ThetaGradient> costGradients,
      double loss,
      Tally tally,
      OptionalDouble reward) {

    /** Copies the list. */
    public ThetaOutcome {
      costGradients = List.copyOf(costGradients);
    }

    /** Without a reward. */
    public ThetaOutcome(
        ThetaGradient gradient, List<ThetaGradient> costGradients, double loss, Tally tally) {
      this(gradient, costGradients, loss, tally, OptionalDouble.empty());
    }
  }

  /**
   * What the architectures of one goal counted, all on the same images.
   *
   * @param architectures each of them; nothing where no shard gave a finite loss
   * @param tally of all together
   */
  record Judged(List<Tally> architectures, Tally tally) {

    /** Copies the list. */
    public Judged {
      architectures = List.copyOf(architectures);
    }
  }

  /**
   * Answer of a round in which architectures are judged.
   *
   * @param goals in the order of the goals
   * @param tally what was counted for all of them together
   */
  record Judgement(List<Judged> goals, Tally tally) {

    /** Copies the list. */
    public Judgement {
      goals = List.copyOf(goals);
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

    /**
     * Counts how architectures do on the images that the gradients of the round would be of.
     *
     * @param picks for each goal, of each architecture an index for each choice
     */
    Judgement judge(Round round, List<List<int[]>> picks);

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

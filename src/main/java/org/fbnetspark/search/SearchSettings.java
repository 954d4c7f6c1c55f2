package org.fbnetspark.search;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.run.Schedule;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Temperature;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.domain.train.OuterStep;

/**
 * Everything that, with the space, the data and the cost table, decides the bits of a search. The
 * paper's values are the defaults of the configuration.
 *
 * @param seed every random number descends from it
 * @param epochs passes over the weight split
 * @param warmupEpochs first epochs, in which theta is frozen
 * @param batch examples of one step of one shard
 * @param shards parts of the data that are trained side by side and averaged; independent of the
 *     number of executors
 * @param weights how the weights are trained
 * @param theta how theta is trained
 * @param alternation when theta's rounds come among those of the weights
 * @param temperature of the gates
 * @param gates how gates are made from theta
 * @param widths at which widths the weights are trained
 * @param loss how the cost enters theta's loss
 * @param costUnder what costs are the mean under where theta is trained on them
 * @param target cost to end at, if any; derivation keeps to it whatever the loss
 * @param limits further costs that are not exceeded; none without a target
 */
public record SearchSettings(
    long seed,
    int epochs,
    int warmupEpochs,
    int batch,
    int shards,
    WeightSettings weights,
    ThetaSettings theta,
    Alternation alternation,
    Temperature temperature,
    GateRule gates,
    WidthSettings widths,
    HardwareLoss loss,
    CostUnder costUnder,
    Optional<Target> target,
    List<Limit> limits) {

  /** Last temperature above which theta was never trained on gates near one candidate. */
  private static final double WARM = 0.5;

  /**
   * How the weights are trained: SGD on each shard, averaged after every round.
   *
   * @param learningRate of each epoch
   * @param momentum share of the last step's direction that is kept
   * @param weightDecay factor of the weights that is added to their gradient
   * @param stepsPerRound steps of a shard between two averages
   * @param outer what becomes of the average of a round
   */
  public record WeightSettings(
      LearningRate learningRate,
      double momentum,
      double weightDecay,
      int stepsPerRound,
      OuterStep outer) {

    /** Rejects values outside of their range. */
    public WeightSettings {
      require(momentum >= 0 && momentum < 1, "momentum must be in [0, 1)", momentum);
      require(finiteNonNegative(weightDecay), "weight decay must be 0 or more", weightDecay);
      require(stepsPerRound >= 1, "steps per round must be at least 1", stepsPerRound);
    }
  }

  /**
   * How theta is trained: Adam on the driver, one step a round.
   *
   * @param learningRate step size
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the root of the second moment
   * @param weightDecay factor of theta that is added to its gradient
   * @param batchesPerRound batches of a shard whose gradients make one step
   * @param order of the gradient
   * @param rule how a step comes about
   */
  public record ThetaSettings(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      int batchesPerRound,
      Order order,
      ThetaRule rule) {

    /** How far theta's gradient looks (Liu et al., DARTS, arXiv 1806.09055, Section 2.3). */
    public enum Order {
      /** On the weights as they are. */
      FIRST,
      /** On the weights that a step would lead to, and through that step. */
      SECOND
    }

    /** Along the gradient of the first order. */
    public ThetaSettings(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        int batchesPerRound) {
      this(
          learningRate,
          beta1,
          beta2,
          epsilon,
          weightDecay,
          batchesPerRound,
          Order.FIRST,
          new ThetaRule.Gradient());
    }

    /** Rejects values outside of their range. */
    public ThetaSettings {
      require(finitePositive(learningRate), "learning rate must be above 0", learningRate);
      require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1)", beta1);
      require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1)", beta2);
      require(finitePositive(epsilon), "epsilon must be above 0", epsilon);
      require(finiteNonNegative(weightDecay), "weight decay must be 0 or more", weightDecay);
      require(batchesPerRound >= 1, "batches per round must be at least 1", batchesPerRound);
    }
  }

  /** Copies the list and rejects values outside of their range. */
  public SearchSettings {
    limits = List.copyOf(limits);
    require(epochs >= 1, "epochs must be at least 1", epochs);
    require(
        warmupEpochs >= 0 && warmupEpochs <= epochs,
        "warm-up epochs must be between 0 and the epochs (" + epochs + ")",
        warmupEpochs);
    require(batch >= 1, "batch must be at least 1", batch);
    require(shards >= 1, "shards must be at least 1", shards);
    if (loss instanceof HardwareLoss.ToTarget && target.isEmpty()) {
      throw new IllegalArgumentException("A loss that leads to a target needs one");
    }
    if (target.isEmpty() && !limits.isEmpty()) {
      throw new IllegalArgumentException("Limits need a target beside them");
    }
  }

  /** Whether the search itself leads the expected costs to the target and the limits. */
  public boolean leads() {
    return loss instanceof HardwareLoss.ToTarget;
  }

  /**
   * Whether a latency table decides: latency is kept low, or is limited.
   *
   * @param kept what is kept low
   */
  public boolean needsLatencies(CostKind kept) {
    return kept == CostKind.LATENCY
        || limits.stream().anyMatch(limit -> limit.kind() == CostKind.LATENCY);
  }

  /** Theta's rounds follow those of the weights or stand between them, once they are warmed up. */
  public Schedule schedule() {
    return new Schedule(
        epochs,
        List.of(
            new Schedule.Phase("weights", 0, weights.stepsPerRound()),
            new Schedule.Phase("theta", warmupEpochs, theta.batchesPerRound())));
  }

  /** That gates which mix candidates never come near to one each; empty where they do. */
  public Optional<String> annealing() {
    double last = temperature.at(epochs - 1);
    boolean anneals = gates instanceof GateRule.Gumbel gumbel && !gumbel.hard();
    return !anneals || last <= WARM
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the temperature of the last epoch is %.2f, at which the gates still mix all"
                    + " candidates; set search.temperature.final, such as 0.2",
                last));
  }

  /** First epoch in which theta ought to be where it is led. */
  int lateEpoch() {
    return epochs - (epochs - warmupEpochs) / 4;
  }

  private static boolean finitePositive(double value) {
    return value > 0 && value < Double.POSITIVE_INFINITY;
  }

  private static boolean finiteNonNegative(double value) {
    return value >= 0 && value < Double.POSITIVE_INFINITY;
  }

  private static void require(boolean holds, String rule, double value) {
    if (!holds) {
      throw new IllegalArgumentException("A search's " + rule + ", but was " + value);
    }
  }
}

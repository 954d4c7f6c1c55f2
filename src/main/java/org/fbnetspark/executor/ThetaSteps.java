package org.fbnetspark.executor;

import java.io.IOException;
import java.util.Optional;
import org.fbnetspark.data.Batch;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.wire.PhaseWeights;
import org.fbnetspark.wire.ThetaRound;

/**
 * Gradients with respect to the factors of a supernet: on the weights as they are, or through a
 * step of the weights that is not taken, of the shard's own batch of the weight split:
 *
 * <pre>
 * w' = w - xi * (momentum * v + dL_train(w, f)/dw + weightDecay * w)
 * dL_theta(w', f)/df - xi * (dL_train(w+, f)/df - dL_train(w-, f)/df) / (2 e)
 * w+ = w + e * u,  w- = w - e * u,  u = dL_theta(w', f)/dw',  e = 0.01 / |u|
 * </pre>
 *
 * <p>The finite difference stands for the product of the mixed second derivative with u. The shards
 * each look ahead by their own step, and the mean of their gradients is what theta steps along.
 *
 * <p>Source: Liu et al., DARTS (arXiv 1806.09055), Section 2.3 and Equations 7 and 8; momentum and
 * weight decay in the step as in the authors' code.
 */
final class ThetaSteps {

  private static final double DIFFERENCE = 0.01;

  /** A step after which the momentum is the gradient and the weights are what they were. */
  private static final SgdStep GRADIENT_ALONE = new SgdStep(0, 0, 0);

  /** Batches of the weight split. */
  interface TrainBatches {

    /** One by its number in the round; empty where the shard has none. */
    Optional<Batch> batch(int number) throws IOException;
  }

  private final Supernet net;
  private final PhaseWeights phase;
  private final ThetaRound.LookAhead ahead;
  private final TrainBatches train;

  /** Steps of a net that has the weights of a phase. */
  ThetaSteps(Supernet net, PhaseWeights phase, ThetaRound.LookAhead ahead, TrainBatches train) {
    this.net = net;
    this.phase = phase;
    this.ahead = ahead;
    this.train = train;
  }

  static ThetaSteps of(LogicalShard shard, NetSlot slot, PhaseWeights phase, ThetaRound round) {
    ThetaRound.LookAhead ahead = round.lookAhead();
    int batches = shard.batches(SplitPart.WEIGHTS);
    return new ThetaSteps(
        slot.net(),
        phase,
        ahead,
        number ->
            batches == 0
                ? Optional.empty()
                : Optional.of(
                    shard
                        .epoch(SplitPart.WEIGHTS, ahead.epoch())
                        .batch((ahead.batch() + number) % batches)));
  }

  /**
   * Loss and gradient of a batch of the theta split. The net has the weights of the phase before
   * and after.
   *
   * @param number of the batch in the round
   * @param wanted the factors whose gradient is asked for
   */
  StepResult gradient(Batch batch, int number, float[][] factors, boolean[] wanted)
      throws IOException {
    if (ahead.equals(ThetaRound.LookAhead.NONE)) {
      return net.factorGradient(batch, factors, wanted);
    }
    Optional<Batch> seen = train.batch(number);
    return seen.isEmpty()
        ? net.factorGradient(batch, factors, wanted)
        : through(batch, seen.get(), factors);
  }

  private StepResult through(Batch batch, Batch seen, float[][] factors) {
    float[] w = phase.weights();
    try {
      load(stepped(w, weightGradient(seen, factors)));
      float[] u = weightGradient(batch, factors);
      StepResult far = net.factorGradient(batch, factors);
      double norm = norm(u);
      if (!(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
        return far;
      }
      double difference = DIFFERENCE / norm;
      float[][] above = moved(w, u, difference, seen, factors);
      float[][] below = moved(w, u, -difference, seen, factors);
      return new StepResult(
          far.meanLoss(), far.correct(), corrected(far.factorGradient(), above, below, difference));
    } finally {
      load(w);
    }
  }

  private void load(float[] weights) {
    net.load(weights, new float[weights.length]);
  }

  private float[] weightGradient(Batch batch, float[][] factors) {
    float[] weights = new float[net.weightCount()];
    float[] gradient = new float[net.weightCount()];
    net.trainWeights(batch, factors, GRADIENT_ALONE);
    net.store(weights, gradient);
    return gradient;
  }

  private float[] stepped(float[] w, float[] gradient) {
    float[] momentum = phase.momentum();
    float[] stepped = new float[w.length];
    for (int i = 0; i < w.length; i++) {
      double step = ahead.momentum() * momentum[i] + gradient[i] + ahead.weightDecay() * w[i];
      stepped[i] = (float) (w[i] - ahead.learningRate() * step);
    }
    return stepped;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /** Gradient of the factors on the train batch at weights moved along a direction. */
  private float[][] moved(float[] w, float[] direction, double by, Batch seen, float[][] factors) {
    float[] moved = new float[w.length];
    for (int i = 0; i < w.length; i++) {
      moved[i] = (float) (w[i] + by * direction[i]);
    }
    load(moved);
    return net.factorGradient(seen, factors).factorGradient();
  }

  private float[][] corrected(float[][] at, float[][] above, float[][] below, double difference) {
    float[][] corrected = new float[at.length][];
    double scale = ahead.learningRate() / (2 * difference);
    for (int i = 0; i < at.length; i++) {
      corrected[i] = new float[at[i].length];
      for (int j = 0; j < at[i].length; j++) {
        corrected[i][j] = (float) (at[i][j] - scale * (above[i][j] - below[i][j]));
      }
    }
    return corrected;
  }
}

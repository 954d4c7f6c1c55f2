package org.fbnetspark.net;

import java.util.Arrays;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Pass;
import org.fbnetspark.domain.train.WeightLayout;

/**
 * A network with all of its parts, built once for a task slot and kept. Not thread-safe. Batch
 * normalisation uses the statistics of the batch, in training and in evaluation; {@link #infer}
 * alone uses those that were loaded.
 *
 * <p>Parts that have a condition are multiplied by its factor. Factors are given as {@code
 * [condition][example]}: a row for each of {@link Network#conditions()}, with a value for each
 * example of the batch or one that all share. The loss is
 *
 * <pre>sum over outputs of weight * mean over examples of factor * cross-entropy</pre>
 *
 * <p>Images have the sides of the largest option of the input; the others are subsampled from them
 * ({@link Pass}).
 *
 * <p>The scores of an example are those of the output that counts most in its loss, the first one
 * among equals.
 */
public interface Supernet extends AutoCloseable {

  /** The factors of a network that has no conditions. */
  float[][] NO_FACTORS = new float[0][];

  /**
   * The engine in use, for start-up lines and benchmark rows, such as {@code onednn 3.13 avx512}.
   */
  String engine();

  /** Length of the weight vector. */
  int weightCount();

  /** Copies weights and momentum in; both of {@link #weightCount()} values. */
  void load(float[] weights, float[] momentum);

  /** Copies weights and momentum out. */
  void store(float[] weights, float[] momentum);

  /**
   * One step of stochastic gradient descent on the weights:
   *
   * <pre>v = momentum * v + (gradient + weightDecay * w);  w = w - learningRate * v</pre>
   *
   * as PyTorch's SGD without dampening or Nesterov. The gradient is of the loss with the step's
   * label smoothing and dropout. Where only what is drawn is computed ({@link Execution}), branches
   * whose factor is 0 are not stepped: without decay, and with the momentum that they had.
   */
  StepResult trainWeights(Batch batch, float[][] factors, SgdStep sgd);

  /**
   * Gradient of the loss with respect to the factors, leaving the weights untouched.
   *
   * @param wanted of the conditions, those whose gradient is asked for; that of others may be 0
   * @return with {@link StepResult#factorGradient()} filled, of the factors' extent
   */
  StepResult factorGradient(Batch batch, float[][] factors, boolean[] wanted);

  /** The same of all factors. */
  default StepResult factorGradient(Batch batch, float[][] factors) {
    boolean[] all = new boolean[factors.length];
    Arrays.fill(all, true);
    return factorGradient(batch, factors, all);
  }

  /** Forward pass alone. */
  StepResult evaluate(Batch batch, float[][] factors);

  /** Length of the vector of statistics: a mean and a variance for each normalised channel. */
  int statisticsCount();

  /**
   * The mean and the (biased) variance that each normalisation took from the last batch, in the
   * order of {@link WeightLayout#statistics()}; of no meaning after {@link #infer}. Where there is
   * a choice of the sides of the input they are those of the largest maps.
   */
  float[] statistics();

  /** Copies statistics in, which {@link #infer} uses until a pass takes the batch's again. */
  void loadStatistics(float[] statistics);

  /**
   * The scores of each example, whatever stands beside it in the batch: the network as it is used,
   * with the loaded statistics.
   *
   * @param images as {@link Batch#images()}, for the batch size that the network was built for
   * @return {@code [example][class]}, flattened
   * @throws IllegalArgumentException where there is a choice of the sides of the input, each of
   *     which has statistics of its own
   */
  float[] infer(float[] images, float[][] factors);

  /**
   * What the output gives, whatever op it is: {@code [example][height][width][channel]}, flattened;
   * class scores where it is a classifier. No loss is formed.
   *
   * @param images as {@link Batch#images()}, for the batch size that the network was built for
   */
  float[] output(float[] images, float[][] factors);

  @Override
  void close();
}

package org.fbnetspark.net;

import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.train.WeightLayout;

/**
 * A network that holds every candidate of every choice, built once for a task slot and kept. Not
 * thread-safe. Batch normalisation uses the statistics of the batch, in training and in evaluation;
 * {@link #infer} alone uses those that were loaded.
 *
 * <p>A derived network is a supernet over a space in which every layer is fixed; its gates are
 * empty.
 */
public interface Supernet extends AutoCloseable {

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
   * as PyTorch's SGD without dampening or Nesterov. The gradient is of the mean cross-entropy over
   * the batch, with the step's label smoothing and dropout.
   */
  StepResult trainWeights(Batch batch, Gates gates, SgdStep sgd);

  /**
   * Gradient of the mean cross-entropy with respect to the gates, leaving the weights untouched.
   *
   * @return with {@link StepResult#gateGradient()} filled: {@code [choice][candidate]} for shared
   *     gates; for gates of each example {@code [choice * batch + example][candidate]}
   */
  StepResult gateGradient(Batch batch, Gates gates);

  /** Forward pass alone. */
  StepResult evaluate(Batch batch, Gates gates);

  /** Length of the vector of statistics: a mean and a variance for each normalised channel. */
  int statisticsCount();

  /**
   * The mean and the (biased) variance that each normalisation took from the last batch, in the
   * order of {@link WeightLayout#statistics()}; of no meaning after {@link #infer}.
   */
  float[] statistics();

  /** Copies statistics in, which {@link #infer} uses until a pass takes the batch's again. */
  void loadStatistics(float[] statistics);

  /**
   * What the last layer gives for each example, whatever stands beside it in the batch: the network
   * as it is used, with the loaded statistics.
   *
   * @param images as {@link Batch#images()}, for the batch size that the network was built for
   * @return {@code [example][class]}, flattened
   */
  float[] infer(float[] images, Gates gates);

  /**
   * What the last layer gives, whatever op it is: {@code [example][height][width][channel]},
   * flattened; class scores where it is the classifier. No loss is formed.
   *
   * @param images as {@link Batch#images()}, for the batch size that the network was built for
   */
  float[] output(float[] images, Gates gates);

  @Override
  void close();
}

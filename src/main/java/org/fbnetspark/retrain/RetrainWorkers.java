package org.fbnetspark.retrain;

import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;

/**
 * Those who hold the data and the network. An answer depends on the arguments and on the run's
 * settings alone, never on how many workers there are or what they did before.
 */
public interface RetrainWorkers extends AutoCloseable {

  /** Rounds of one epoch, enough for every shard to see its examples once. */
  int rounds();

  /**
   * Every shard trains from the same weights; their mean comes back.
   *
   * @param epoch counted from 0
   * @param round position in the epoch, counted from 0
   */
  WeightOutcome train(int epoch, int round, double learningRate, Weights weights);

  /** Mean and variance of every normalised channel under these weights. */
  float[] statistics(int epoch, float[] weights);

  /** How well a network does on the examples that are held out. */
  Evaluation heldOut(float[] weights, float[] statistics);

  @Override
  void close();
}

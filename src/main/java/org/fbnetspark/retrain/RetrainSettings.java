package org.fbnetspark.retrain;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.run.Schedule;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.domain.train.OuterStep;

/**
 * How a network is trained from scratch.
 *
 * @param seed root of every random number
 * @param engine who trains the weights
 * @param epochs passes over the examples, at most
 * @param batch examples of one step of one shard
 * @param shards parts of the data trained side by side and averaged
 * @param stepsPerRound steps of a shard between two averages
 * @param learningRate at each time
 * @param momentum share of the last step's direction that is kept
 * @param weightDecay factor of the weights that is added to their gradient
 * @param labelSmoothing share of each label that all classes divide
 * @param dropout probability that a value that the classifier reads is dropped
 * @param averageDecay share of the running average of the weights that a step keeps; 0 for the
 *     weights themselves
 * @param heldOutShare share of the training examples that networks are judged by
 * @param statisticsBatches batches of each shard that mean and variance are taken from
 * @param patience epochs without a better network after which training ends, if any
 * @param outer what becomes of the average of a round
 * @param cells how networks of cells are trained besides
 */
public record RetrainSettings(
    long seed,
    RetrainEngine engine,
    int epochs,
    int batch,
    int shards,
    int stepsPerRound,
    LearningRate learningRate,
    double momentum,
    double weightDecay,
    double labelSmoothing,
    double dropout,
    double averageDecay,
    double heldOutShare,
    int statisticsBatches,
    Optional<Integer> patience,
    OuterStep outer,
    CellRecipe cells) {

  /** One phase, that of the training; the network is judged behind it. */
  public Schedule schedule() {
    return new Schedule(epochs, List.of(new Schedule.Phase("train", 0, stepsPerRound)));
  }
}

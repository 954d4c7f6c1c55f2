package org.fbnetspark.retrain;

import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.train.Tally;

/**
 * What an epoch of retraining has come to.
 *
 * @param epoch counted from 0
 * @param trained counts under training: augmented images, smoothed labels, dropout
 * @param heldOut the network as it is used, on the held-out examples
 * @param learningRate at the end of the epoch
 * @param best whether no epoch before did better
 * @param seconds wall time of the epoch, judging included
 */
public record RetrainReport(
    int epoch,
    Tally trained,
    Evaluation heldOut,
    double learningRate,
    boolean best,
    double seconds) {}

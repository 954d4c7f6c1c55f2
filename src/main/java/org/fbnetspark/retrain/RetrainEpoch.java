package org.fbnetspark.retrain;

/**
 * An epoch of retraining as its metrics keep it.
 *
 * @param epoch counted from 0
 * @param trainingLoss mean under training: augmented images, smoothed labels, dropout
 * @param trainingAccuracy likewise, a share
 * @param heldOutAccuracy share of held-out examples that the network has correct
 * @param learningRate at the end of the epoch
 * @param best whether no epoch before did better
 * @param imagesPerSecond of the training rounds
 * @param seconds wall time, judging included
 */
public record RetrainEpoch(
    int epoch,
    double trainingLoss,
    double trainingAccuracy,
    double heldOutAccuracy,
    double learningRate,
    boolean best,
    double imagesPerSecond,
    double seconds) {}

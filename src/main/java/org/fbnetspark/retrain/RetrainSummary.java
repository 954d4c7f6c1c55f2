package org.fbnetspark.retrain;

import java.util.Optional;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.network.Network;

/**
 * The outcome of a retraining in figures.
 *
 * @param runDirectory where everything was written
 * @param architecture that was trained
 * @param recipe it was trained by
 * @param best epoch, and its network on what is held out
 * @param test that network on the test examples; empty where the data set has none
 * @param weightsSha256 SHA-256 of the last average weights as big-endian float32
 * @param imagesPerSecond throughput of this process, judging included; empty where nothing was left
 *     to do
 * @param epochs completed
 * @param shards logical shards
 * @param seed of the run
 */
public record RetrainSummary(
    String runDirectory,
    Network architecture,
    String recipe,
    RetrainState.Best best,
    Optional<Evaluation> test,
    String weightsSha256,
    Optional<Double> imagesPerSecond,
    int epochs,
    int shards,
    long seed) {}

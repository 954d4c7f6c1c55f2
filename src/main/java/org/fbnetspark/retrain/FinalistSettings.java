package org.fbnetspark.retrain;

import java.util.Optional;

/**
 * Among which architectures a search chooses, and what it compares them with.
 *
 * @param number of architectures, at least 1
 * @param training by which each is retrained first, if any is
 * @param targetTries most times that architectures are derived at a target and timed, at least 1
 * @param baselines architectures drawn at random that are retrained beside them, at least 0
 */
public record FinalistSettings(
    int number, Optional<RetrainRecipes> training, int targetTries, int baselines) {}

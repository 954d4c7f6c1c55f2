package org.fbnetspark.retrain;

import java.util.Optional;

/**
 * Among which architectures a search chooses.
 *
 * @param number of architectures, at least 1
 * @param training by which each is retrained first, if any is
 */
public record FinalistSettings(int number, Optional<RetrainRecipes> training) {}

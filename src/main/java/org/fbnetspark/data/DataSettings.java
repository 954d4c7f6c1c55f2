package org.fbnetspark.data;

import java.util.Optional;

/**
 * What data a run uses, and how.
 *
 * @param path directory of a prepared data set; without one, images are generated for the run
 * @param weightShare share of the training examples that trains the weights; the rest trains theta
 * @param augmentation of both splits
 */
public record DataSettings(Optional<String> path, double weightShare, Augmentation augmentation) {}

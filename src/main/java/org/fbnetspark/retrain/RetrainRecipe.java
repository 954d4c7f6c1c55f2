package org.fbnetspark.retrain;

import org.fbnetspark.data.Augmentation;

/**
 * A way of training from scratch.
 *
 * @param name of the recipe
 * @param settings of the training
 * @param augmentation of the examples
 */
public record RetrainRecipe(String name, RetrainSettings settings, Augmentation augmentation) {}

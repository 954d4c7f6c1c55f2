package org.fbnetspark.retrain;

import java.util.Locale;
import org.fbnetspark.data.Augmentation;

/**
 * A way of training from scratch.
 *
 * @param name of the recipe
 * @param settings of the training
 * @param augmentation of the examples
 */
public record RetrainRecipe(String name, RetrainSettings settings, Augmentation augmentation) {

  /** All of it for a person, in one line. */
  public String inWords() {
    return String.format(
        Locale.ROOT,
        "%s: %d epochs by %s, %d shards of %d images a step, averaged every %d steps, learning rate %s,"
            + " momentum %s, weight decay %s, label smoothing %s, dropout %s, average of weights %s,"
            + " %s",
        name,
        settings.epochs(),
        settings.engine().key(),
        settings.shards(),
        settings.batch(),
        settings.stepsPerRound(),
        settings.learningRate().inWords(),
        settings.momentum(),
        settings.weightDecay(),
        settings.labelSmoothing(),
        settings.dropout(),
        settings.averageDecay(),
        augmentation.inWords());
  }
}

package org.fbnetspark.domain.train;

import java.util.Arrays;
import java.util.List;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ChannelStatistics;

/**
 * A network with all that is needed to use it on an image.
 *
 * <p>The arrays are shared, not copied: they are megabytes, and whoever holds them treats them as
 * fixed.
 */
public final class TrainedModel {

  private final Network architecture;
  private final float[] weights;
  private final float[] statistics;
  private final List<String> classes;
  private final ChannelStatistics normalisation;

  /**
   * Joins the parts.
   *
   * @param weights as {@link WeightLayout} of the architecture has them
   * @param statistics likewise
   * @param classes names in the order of the scores
   * @param normalisation of an image's channels before the first layer
   * @throws IllegalArgumentException where the parts do not fit together
   */
  public TrainedModel(
      Network architecture,
      float[] weights,
      float[] statistics,
      List<String> classes,
      ChannelStatistics normalisation) {
    WeightLayout layout = new WeightLayout(architecture);
    require("weights", layout.length(), weights.length);
    require("statistics", layout.statisticsLength(), statistics.length);
    require("class names", architecture.classes(), classes.size());
    require(
        "means of channels", architecture.input().shape().channels(), normalisation.mean().size());
    this.architecture = architecture;
    this.weights = weights;
    this.statistics = statistics;
    this.classes = List.copyOf(classes);
    this.normalisation = normalisation;
  }

  private static void require(String what, int wanted, int found) {
    if (found != wanted) {
      throw new IllegalArgumentException(
          "The model's architecture has " + wanted + " " + what + ", but was given " + found);
    }
  }

  /** The network. */
  public Network architecture() {
    return architecture;
  }

  /** Every weight; shared. */
  public float[] weights() {
    return weights;
  }

  /** Mean and variance of every normalised channel; shared. */
  public float[] statistics() {
    return statistics;
  }

  /** Names of the classes in the order of the scores. */
  public List<String> classes() {
    return classes;
  }

  /** What is subtracted from an image's channels, and what they are divided by. */
  public ChannelStatistics normalisation() {
    return normalisation;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainedModel that
        && architecture.equals(that.architecture)
        && Arrays.equals(weights, that.weights)
        && Arrays.equals(statistics, that.statistics)
        && classes.equals(that.classes)
        && normalisation.equals(that.normalisation);
  }

  @Override
  public int hashCode() {
    return 31 * architecture.hashCode() + Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return "TrainedModel[" + architecture.name() + "]";
  }
}

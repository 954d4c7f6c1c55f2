package org.fbnetspark.domain.train;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.network.Network;

/**
 * Mean and variance of every normalised channel over many batches, from those of each batch:
 *
 * <pre>
 * mean     = average over batches of mean_b
 * variance = average over batches of (variance_b + mean_b^2) - mean^2
 * </pre>
 *
 * <p>Networks are used with these in place of a running average, whose last steps count most and
 * which belongs to no one set of weights (Wu and Johnson 2021, Rethinking "Batch" in BatchNorm,
 * arXiv 2105.07576, Section 3). Parts added in one order give the same bits whoever counted them.
 */
public final class PopulationStatistics implements Serializable {

  /** What a normalisation adds to a variance before it takes the root. */
  public static final float EPSILON = 1e-5f;

  private static final long serialVersionUID = 1L;

  /** Channels of each normalisation, in the order of {@link WeightLayout#statistics()}. */
  private final int[] channels;

  private final double[] sums;
  private long batches;

  /** Nothing counted yet. */
  public PopulationStatistics(Network network) {
    List<WeightLayout.Tensor> tensors = new WeightLayout(network).statistics();
    channels = new int[tensors.size() / 2];
    int total = 0;
    for (int i = 0; i < channels.length; i++) {
      channels[i] = tensors.get(2 * i).length();
      total += 2 * channels[i];
    }
    sums = new double[total];
  }

  /** Counts a batch: a mean and a variance of each channel, as {@link WeightLayout} has them. */
  public void add(float[] statistics) {
    int at = 0;
    for (int count : channels) {
      for (int c = at; c < at + count; c++) {
        double mean = statistics[c];
        sums[c] += mean;
        sums[c + count] += statistics[c + count] + mean * mean;
      }
      at += 2 * count;
    }
    batches++;
  }

  /** Adds what another one has counted. */
  public void add(PopulationStatistics other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
    batches += other.batches;
  }

  /** Batches counted. */
  public long batches() {
    return batches;
  }

  /**
   * Mean and variance over all batches.
   *
   * @throws IllegalStateException where there was none
   */
  public float[] values() {
    if (batches == 0) {
      throw new IllegalStateException("Statistics need at least one batch");
    }
    float[] values = new float[sums.length];
    int at = 0;
    for (int count : channels) {
      for (int c = at; c < at + count; c++) {
        double mean = sums[c] / batches;
        values[c] = (float) mean;
        values[c + count] = (float) Math.max(0, sums[c + count] / batches - mean * mean);
      }
      at += 2 * count;
    }
    return values;
  }
}

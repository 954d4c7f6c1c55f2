package org.fbnetspark.domain.shape;

import java.io.Serializable;
import java.util.List;

/**
 * Mean and standard deviation of each channel over the training pixels, in units where white is 1.
 *
 * @param mean one value for each channel
 * @param deviation one value for each channel
 */
public record ChannelStatistics(List<Double> mean, List<Double> deviation) implements Serializable {

  /** Copies the lists and rejects what cannot be divided by. */
  public ChannelStatistics {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size()
        || !mean.stream().allMatch(v -> v >= 0 && v <= 1)
        || !deviation.stream().allMatch(v -> v > 0 && v <= 1)) {
      throw new IllegalArgumentException(
          "Channel statistics need a mean in [0, 1] and a deviation in (0, 1] for each channel, but"
              + " were "
              + mean
              + " and "
              + deviation);
    }
  }
}

package org.fbnetspark.data.source;

import java.util.Optional;
import org.fbnetspark.data.ImageEncoding;

/**
 * How a source becomes shards.
 *
 * @param name name of the data set in reports
 * @param source where examples come from
 * @param encoding how shards hold images
 * @param side height and width to resize to; without one, images have the size that most have
 * @param trainShards number of training shards
 * @param testShards number of test shards, where the source has a test split
 * @param testShare share of the training examples to hold out, where the source has no test split
 * @param maxSkippedShare the most of the images that may be skipped
 * @param seed decides the order of examples and what is held out
 */
public record PrepareSettings(
    String name,
    SourceSettings source,
    ImageEncoding encoding,
    Optional<Integer> side,
    int trainShards,
    int testShards,
    double testShare,
    double maxSkippedShare,
    long seed) {

  /** The most shards that one preparation writes at a time. */
  public static final int MAX_SHARDS = 10_000;

  /** Rejects values out of range. */
  public PrepareSettings {
    if (trainShards < 1 || testShards < 1 || trainShards + testShards > MAX_SHARDS) {
      throw new IllegalArgumentException(
          "Shards must number 1 to "
              + MAX_SHARDS
              + ", but were "
              + trainShards
              + " to train and "
              + testShards
              + " to test");
    }
    if (!(testShare >= 0 && testShare < 1)) {
      throw new IllegalArgumentException("The test share must lie in [0, 1), but was " + testShare);
    }
    if (!(maxSkippedShare >= 0 && maxSkippedShare <= 1)) {
      throw new IllegalArgumentException(
          "The share that may be skipped must lie in [0, 1], but was " + maxSkippedShare);
    }
    if (side.isPresent() && (side.get() < 1 || side.get() > 4096)) {
      throw new IllegalArgumentException("An image's side must lie in 1..4096, but was " + side);
    }
    if (encoding == ImageEncoding.FILES && side.isEmpty()) {
      throw new IllegalArgumentException("Shards of image files need an image side");
    }
  }
}

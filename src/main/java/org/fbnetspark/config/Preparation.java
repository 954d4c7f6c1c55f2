package org.fbnetspark.config;

import java.util.Optional;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.data.source.SourceSettings;

/**
 * How a source becomes a data set, wherever that is written.
 *
 * @param name name of the data set in reports
 * @param source where examples come from
 * @param encoding how shards hold images
 * @param side height and width to resize to
 * @param trainShards number of training shards
 * @param testShards number of test shards
 * @param testShare share of the training examples to hold out
 * @param maxSkippedShare the most of the images that may be skipped
 * @param seed decides the order of examples and what is held out
 */
public record Preparation(
    String name,
    SourceSettings source,
    ImageEncoding encoding,
    Optional<Integer> side,
    int trainShards,
    int testShards,
    double testShare,
    double maxSkippedShare,
    long seed) {

  /** The preparation with a directory to write. */
  public PrepareSettings into(String output) {
    return new PrepareSettings(
        name,
        source,
        output,
        encoding,
        side,
        trainShards,
        testShards,
        testShare,
        maxSkippedShare,
        seed);
  }
}

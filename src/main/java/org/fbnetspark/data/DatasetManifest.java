package org.fbnetspark.data;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * What a prepared data set is; written last, so a directory without one is not a data set.
 *
 * @param name name in reports
 * @param source what it was prepared from
 * @param shape shape of one example as a network sees it
 * @param encoding how the shards hold images
 * @param classes in the order of their labels
 * @param statistics of the training pixels
 * @param train shards to train with
 * @param test shards to test with
 * @param skipped what the source held that could not be used
 */
public record DatasetManifest(
    String name,
    String source,
    ImageShape shape,
    ImageEncoding encoding,
    List<DatasetClass> classes,
    ChannelStatistics statistics,
    List<ShardFile> train,
    List<ShardFile> test,
    SkippedExamples skipped)
    implements Serializable {

  /** Name of the manifest's file in the directory of the data set. */
  public static final String FILE = "dataset.json";

  /** Copies the lists and checks that the parts fit together. */
  public DatasetManifest {
    classes = List.copyOf(classes);
    train = List.copyOf(train);
    test = List.copyOf(test);
    if (classes.isEmpty() || train.isEmpty()) {
      throw new IllegalArgumentException("Data set " + name + " needs classes and training shards");
    }
    if (statistics.mean().size() != shape.channels()) {
      throw new IllegalArgumentException(
          "Data set "
              + name
              + " has statistics of "
              + statistics.mean().size()
              + " channels for images of "
              + shape);
    }
  }

  /** The same examples, normalised by other statistics: those of a network that is to see them. */
  public DatasetManifest withStatistics(ChannelStatistics others) {
    return new DatasetManifest(
        name, source, shape, encoding, classes, others, train, test, skipped);
  }

  /** Names of the classes in the order of their labels. */
  public List<String> classNames() {
    return classes.stream().map(DatasetClass::name).toList();
  }

  /** Number of examples to train with. */
  public long trainExamples() {
    return train.stream().mapToLong(ShardFile::examples).sum();
  }

  /** Number of examples to test with. */
  public long testExamples() {
    return test.stream().mapToLong(ShardFile::examples).sum();
  }
}

package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.data.PixelSums;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;

/**
 * What tasks made of staged examples.
 *
 * @param train shards written to train with
 * @param test shards written to test with
 * @param trainOfClass training examples of each class
 * @param testOfClass test examples of each class
 * @param sums of the training pixels
 * @param skipped examples that could not be used
 */
public record PrepareResult(
    List<ShardFile> train,
    List<ShardFile> test,
    List<Integer> trainOfClass,
    List<Integer> testOfClass,
    PixelSums sums,
    SkippedExamples skipped)
    implements Serializable {

  /** Copies the lists. */
  public PrepareResult {
    train = List.copyOf(train);
    test = List.copyOf(test);
    trainOfClass = List.copyOf(trainOfClass);
    testOfClass = List.copyOf(testOfClass);
  }

  /** This and a later one. */
  public PrepareResult and(PrepareResult other) {
    return new PrepareResult(
        joined(train, other.train),
        joined(test, other.test),
        added(trainOfClass, other.trainOfClass),
        added(testOfClass, other.testOfClass),
        sums.and(other.sums),
        skipped.and(other.skipped));
  }

  private static List<ShardFile> joined(List<ShardFile> left, List<ShardFile> right) {
    List<ShardFile> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  private static List<Integer> added(List<Integer> left, List<Integer> right) {
    return IntStream.range(0, left.size())
        .mapToObj(i -> Math.addExact(left.get(i), right.get(i)))
        .toList();
  }
}

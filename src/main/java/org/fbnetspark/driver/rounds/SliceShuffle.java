package org.fbnetspark.driver.rounds;

import java.util.Comparator;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.fbnetspark.executor.BufferedJavaSerializer;
import org.fbnetspark.executor.MergeSlices;
import org.fbnetspark.executor.SlicePartitioner;
import org.fbnetspark.wire.MeanSlice;
import org.fbnetspark.wire.SliceKey;
import org.fbnetspark.wire.WeightSlice;
import scala.math.Ordering;
import scala.reflect.ClassTag$;

/** The way of trained slices to those who average them. */
final class SliceShuffle {

  private SliceShuffle() {}

  /**
   * The means of each slice over all shards.
   *
   * @param trained every shard's slices
   * @param slices of a vector, a task each
   */
  static JavaRDD<MeanSlice> means(JavaPairRDD<SliceKey, WeightSlice> trained, int slices) {
    ShuffledRDD<SliceKey, WeightSlice, WeightSlice> together =
        new ShuffledRDD<>(
            trained.rdd(),
            new SlicePartitioner(slices),
            ClassTag$.MODULE$.apply(SliceKey.class),
            ClassTag$.MODULE$.apply(WeightSlice.class),
            ClassTag$.MODULE$.apply(WeightSlice.class));
    together
        .setKeyOrdering(Ordering.comparatorToOrdering(Comparator.<SliceKey>naturalOrder()))
        .setSerializer(new BufferedJavaSerializer());
    return together.toJavaRDD().mapPartitions(new MergeSlices());
  }
}

package org.fbnetspark.executor;

import org.apache.spark.api.java.function.Function;
import org.fbnetspark.wire.MeanSlice;
import org.fbnetspark.wire.WeightSlice;
import scala.Tuple2;

/** Averages one slice of the weights over the shards. */
public record MergeSlices() implements Function<Tuple2<Integer, Iterable<WeightSlice>>, MeanSlice> {

  @Override
  public MeanSlice call(Tuple2<Integer, Iterable<WeightSlice>> slices) {
    return MeanSlice.of(slices._1(), slices._2());
  }
}

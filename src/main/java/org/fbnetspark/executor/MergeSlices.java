package org.fbnetspark.executor;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.fbnetspark.wire.MeanSlice;
import org.fbnetspark.wire.SliceKey;
import org.fbnetspark.wire.WeightSlice;
import scala.Tuple2;

/** Averages one slice of the weights over the shards, given in the order of their keys. */
public record MergeSlices()
    implements FlatMapFunction<Iterator<Tuple2<SliceKey, WeightSlice>>, MeanSlice> {

  @Override
  public Iterator<MeanSlice> call(Iterator<Tuple2<SliceKey, WeightSlice>> slices) {
    Iterator<WeightSlice> ordered =
        StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(slices, Spliterator.ORDERED), false)
            .map(Tuple2::_2)
            .iterator();
    return List.of(MeanSlice.of(ordered)).iterator();
  }
}

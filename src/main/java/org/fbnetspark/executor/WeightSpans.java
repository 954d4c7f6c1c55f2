package org.fbnetspark.executor;

import java.io.Serializable;
import java.util.function.Function;
import org.apache.spark.util.LongAccumulator;

/**
 * Where the time of weight tasks goes, in microseconds: accumulators that Spark's pages show of
 * each task, beside the figures that Spark has of its own.
 *
 * @param receive until the weights of the round are here, fetched and read
 * @param load until the engine has them
 * @param steps of the training
 * @param store until the trained weights are out of the engine
 */
public record WeightSpans(
    LongAccumulator receive, LongAccumulator load, LongAccumulator steps, LongAccumulator store)
    implements Serializable {

  private static final String PREFIX = "weights: ";
  private static final String UNIT = ", us";

  /** A clock that goes from one span to the next. */
  static final class Lap {
    private long start = System.nanoTime();

    /** What has gone by since the last span belongs to this one. */
    void ends(LongAccumulator span) {
      long now = System.nanoTime();
      span.add((now - start) / 1000);
      start = now;
    }
  }

  /**
   * Spans that begin at 0.
   *
   * @param named makes an accumulator of a name
   */
  public static WeightSpans of(Function<String, LongAccumulator> named) {
    return new WeightSpans(
        named.apply(name("receive")),
        named.apply(name("load")),
        named.apply(name("steps")),
        named.apply(name("store")));
  }

  /**
   * The name of a span among the accumulators of a task.
   *
   * @param span a component of this record
   */
  public static String name(String span) {
    return PREFIX + span + UNIT;
  }

  Lap start() {
    return new Lap();
  }
}

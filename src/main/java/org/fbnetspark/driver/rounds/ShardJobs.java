package org.fbnetspark.driver.rounds;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Spark jobs with a task for each part of the data, each job under a name, so that Spark's pages
 * can be read.
 *
 * @param spark that runs them
 * @param training what is trained, in messages, such as {@code search}
 */
public record ShardJobs(JavaSparkContext spark, String training) {

  /** The indices of this many parts, a partition each. */
  public JavaRDD<Integer> parts(int number) {
    List<Integer> indices = IntStream.range(0, number).boxed().toList();
    return spark.parallelize(indices, number);
  }

  /**
   * Computes and brings every element here.
   *
   * @param group name of the job
   * @param done is told the tasks done, again and again
   * @throws IllegalStateException where a task failed for good
   */
  public <T> List<T> collect(String group, JavaRDD<T> elements, IntConsumer done) {
    spark.setJobGroup(group, group, true);
    try {
      return new WatchedJob(spark).collect(elements, done);
    } catch (SparkException e) {
      throw new IllegalStateException("The " + training + " stopped in " + group, e);
    } finally {
      spark.clearJobGroup();
    }
  }
}

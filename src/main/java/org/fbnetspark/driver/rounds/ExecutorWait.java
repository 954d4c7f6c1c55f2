package org.fbnetspark.driver.rounds;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/**
 * Sees that a job does not wait for ever where no executor is left: Spark itself would, without an
 * end.
 */
public final class ExecutorWait {

  /** How long a job waits while no executor is there, a time of Spark's such as {@code 10min}. */
  public static final String SETTING = "spark.fbnet.executorWait";

  private static final String USUAL = "15min";

  /** What Spark calls the driver among the executors. */
  private static final String DRIVER = "driver";

  private final JavaSparkContext spark;
  private final long mostSeconds;
  private long lastSeen = System.nanoTime();

  /** A wait that begins now. */
  public ExecutorWait(JavaSparkContext spark) {
    this.spark = spark;
    this.mostSeconds = spark.getConf().getTimeAsSeconds(SETTING, USUAL);
  }

  /** The executors that are there, without the driver. */
  static List<ExecutorSummary> executors(JavaSparkContext spark) {
    return JavaConverters.seqAsJavaList(spark.sc().statusStore().executorList(true)).stream()
        .filter(executor -> !executor.id().equals(DRIVER))
        .toList();
  }

  /**
   * Looks whether any is there, again and again while a job runs.
   *
   * @throws NoExecutorsException where none has been for too long
   * @throws SparkStoppedException where none will come
   */
  public void look() {
    SparkStoppedException.throwIf(spark);
    long now = System.nanoTime();
    if (spark.isLocal() || !executors(spark).isEmpty()) {
      lastSeen = now;
    } else if (now - lastSeen > TimeUnit.SECONDS.toNanos(mostSeconds)) {
      throw new NoExecutorsException(mostSeconds);
    }
  }
}

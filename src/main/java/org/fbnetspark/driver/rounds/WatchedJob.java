package org.fbnetspark.driver.rounds;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.apache.spark.SparkException;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs Spark jobs, never beside timing, and tells how many of their tasks are done while they run.
 *
 * @param spark that runs them
 */
public record WatchedJob(JavaSparkContext spark) {

  private static final long POLL_MILLIS = 200;

  /**
   * Computes and brings every element here.
   *
   * @param progress is told the tasks done, again and again; what it throws ends the job
   * @throws SparkException where a task failed for good or this thread was interrupted
   * @throws NoExecutorsException where no executor has been there for too long
   * @throws SparkStoppedException where Spark has ended
   */
  public <T> List<T> collect(JavaRDD<T> elements, IntConsumer progress) throws SparkException {
    SparkStoppedException.throwIf(spark);
    TimingLock.giveWay();
    return TimingLock.<List<T>, SparkException>computing(() -> watched(elements, progress));
  }

  private <T> List<T> watched(JavaRDD<T> elements, IntConsumer progress) throws SparkException {
    JavaFutureAction<List<T>> action = elements.collectAsync();
    ExecutorWait wait = new ExecutorWait(spark);
    try {
      while (true) {
        try {
          return action.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillRunning) {
          wait.look();
          progress.accept(done(action));
        }
      }
    } catch (RuntimeException givenUp) {
      action.cancel(true);
      throw givenUp;
    } catch (InterruptedException e) {
      action.cancel(true);
      Thread.currentThread().interrupt();
      throw new SparkException("The job was interrupted", e);
    } catch (ExecutionException e) {
      // Spark cancels all jobs when it stops, and says so at length.
      SparkStoppedException.throwIf(spark);
      throw new SparkException(e.getCause().getMessage(), e.getCause());
    }
  }

  private int done(JavaFutureAction<?> action) {
    int done = 0;
    for (int job : action.jobIds()) {
      SparkJobInfo info = spark.statusTracker().getJobInfo(job);
      for (int stage : info == null ? new int[0] : info.stageIds()) {
        SparkStageInfo stageInfo = spark.statusTracker().getStageInfo(stage);
        done += stageInfo == null ? 0 : stageInfo.numCompletedTasks();
      }
    }
    return done;
  }
}

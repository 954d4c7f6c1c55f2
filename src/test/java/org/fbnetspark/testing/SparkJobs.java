package org.fbnetspark.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** Sees every job of an application that it is added to. */
public final class SparkJobs extends SparkListener {

  private final Map<Integer, Job> running = new HashMap<>();
  private final List<Job> ended = new ArrayList<>();

  /**
   * One job.
   *
   * @param group under whose name it ran
   * @param start in milliseconds
   * @param end likewise
   */
  public record Job(String group, long start, long end) {

    /** Whether some of the one's time was some of the other's. */
    public boolean beside(Job other) {
      return this != other && start < other.end && other.start < end;
    }
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    String group = job.properties().getProperty("spark.jobGroup.id", "");
    running.put(job.jobId(), new Job(group, job.time(), job.time()));
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd job) {
    Job begun = running.remove(job.jobId());
    if (begun != null) {
      ended.add(new Job(begun.group(), begun.start(), job.time()));
    }
  }

  /** Those that have ended, of some groups. */
  public synchronized List<Job> ended(Predicate<String> groups) {
    return ended.stream().filter(job -> groups.test(job.group())).toList();
  }
}

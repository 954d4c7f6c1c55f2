package org.fbnetspark.driver.profile;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.fbnetspark.driver.rounds.TrainingPreflight;
import org.fbnetspark.run.JobRefusedException;

/** Refuses to measure where Spark is set up so that measuring could not work. */
public final class ProfilePreflight {

  private ProfilePreflight() {}

  /** Checks a job that does nothing but measure. */
  public static void check(SparkConf conf) {
    List<String> problems = new ArrayList<>(beforeSearch(conf));
    if (conf.getBoolean("spark.speculation", false)) {
      problems.add(
          "spark.speculation must be false, but was true: a second copy of a task would run beside"
              + " a measurement; leave the setting out");
    }
    TrainingPreflight.serializer(conf).ifPresent(problems::add);
    if (!problems.isEmpty()) {
      throw new JobRefusedException(problems);
    }
  }

  /** What a search without a table must not have; it refuses Kryo itself. */
  public static List<String> beforeSearch(SparkConf conf) {
    return conf.getBoolean("spark.dynamicAllocation.enabled", false)
        ? List.of(
            "spark.dynamicAllocation.enabled must be false where latencies are measured, but was"
                + " true: all task slots are held at once, so that nothing runs beside a"
                + " measurement; leave the setting out, or give cost.latency-table a table that"
                + " ./submit/profile has measured")
        : List.of();
  }
}

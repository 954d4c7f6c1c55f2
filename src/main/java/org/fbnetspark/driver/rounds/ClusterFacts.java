package org.fbnetspark.driver.rounds;

import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** What a cluster says of itself in a manifest. */
public final class ClusterFacts {

  private ClusterFacts() {}

  /** Version, master and threads of a task, by name. */
  public static Map<String, String> of(JavaSparkContext spark) {
    return Map.of(
        "master", spark.master(),
        "spark", spark.version(),
        "threadsPerTask", spark.getConf().get("spark.task.cpus", "1"));
  }
}

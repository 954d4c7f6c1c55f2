package org.fbnetspark.driver;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.net.Engine;

/** What a manifest says of a run besides its identity. */
final class RunFacts {

  private RunFacts() {}

  /** Versions, seed, engine, threads, master and the like, by name. */
  static Map<String, String> of(
      JavaSparkContext spark, long seed, Engine engine, String dataSource) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("seed", String.valueOf(seed));
    facts.put("data", dataSource);
    facts.put("engine", engine.name());
    facts.put("master", spark.master());
    facts.put("spark", spark.version());
    facts.put("java", System.getProperty("java.version"));
    facts.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("threadsPerTask", spark.getConf().get("spark.task.cpus", "1"));
    return facts;
  }
}

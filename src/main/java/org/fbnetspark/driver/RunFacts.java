package org.fbnetspark.driver;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.net.Engine;

/** What a manifest says of a run besides its identity. */
final class RunFacts {

  /** Name of the fact that tells what kind of run it is. */
  static final String COMMAND = "command";

  /** The value of that fact for a retraining. */
  static final String RETRAIN = "retrain";

  /** The value of that fact for a search. */
  static final String SEARCH = "search";

  private RunFacts() {}

  /** Versions, seed, engine, threads, master and the like, by name. */
  static Map<String, String> of(
      JavaSparkContext spark, String command, long seed, Engine engine, String dataSource) {
    Map<String, String> facts = new TreeMap<>();
    facts.put(COMMAND, command);
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

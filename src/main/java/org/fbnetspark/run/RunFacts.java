package org.fbnetspark.run;

import java.util.Map;
import java.util.TreeMap;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.net.Engine;

/** What a manifest says of a run besides its identity. */
public final class RunFacts {

  /** Name of the fact that tells the recipe of a retraining. */
  public static final String RECIPE = "recipe";

  /** Name of the fact that tells what kind of run it is. */
  private static final String COMMAND = "command";

  private RunFacts() {}

  /**
   * Versions, seed, engine and the like, by name.
   *
   * @param cluster what the cluster tells of itself
   */
  public static Map<String, String> of(
      RunKind kind, long seed, Engine engine, String dataSource, Map<String, String> cluster) {
    Map<String, String> facts = new TreeMap<>(cluster);
    facts.put(COMMAND, kind.command());
    facts.put("seed", String.valueOf(seed));
    facts.put("data", dataSource);
    facts.put("engine", engine.name());
    facts.put("java", System.getProperty("java.version"));
    facts.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return facts;
  }

  /** The command that made a run; searches of old did not say what they are. */
  static String command(Map<String, String> facts) {
    return facts.getOrDefault(COMMAND, RunKind.SEARCH.command());
  }
}

package org.fbnetspark.domain.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run directory tells of a run of any kind, be it over or not.
 *
 * @param path where it lies
 * @param kind of run
 * @param schedule of its epochs
 * @param facts of the manifest: versions, seed, engine, master and the like
 * @param config resolved configuration, as HOCON
 * @param epochs those that have ended, in order
 * @param outcome text of {@code summary.json}; empty before the end
 */
public record RunRecord(
    RunPath path,
    RunKind kind,
    Schedule schedule,
    Map<String, String> facts,
    String config,
    List<Epoch> epochs,
    Optional<String> outcome) {

  /** Name of the fact that tells the goals of a search for several. */
  public static final String GOALS = "goals";

  /** Name of the fact that tells which goal a directory is of, within a search for several. */
  public static final String GOAL = "goal";

  private static final String BETWEEN_GOALS = ", ";

  /** Copies facts and epochs. */
  public RunRecord {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    epochs = List.copyOf(epochs);
  }

  /** The fact that tells these goals. */
  public static Map<String, String> ofGoals(List<String> names) {
    return Map.of(GOALS, String.join(BETWEEN_GOALS, names));
  }

  /** Names of the goals of a search for several; none of any other run. */
  public List<String> goals() {
    return goals(facts);
  }

  /** The same, by the facts of a manifest alone. */
  public static List<String> goals(Map<String, String> facts) {
    String names = facts.get(GOALS);
    return names == null ? List.of() : List.of(names.split(BETWEEN_GOALS));
  }

  /** Where the run lies that can go on: of a goal, the search for several that it is one of. */
  public RunPath whole() {
    return facts.containsKey(GOAL) ? path.above().above() : path;
  }

  /** The last epoch that has ended, if one has. */
  public Optional<Epoch> lastEpoch() {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  /** A figure of the last epoch, if there is one that has it. */
  public Optional<Figure> last(String figure) {
    return lastEpoch().flatMap(epoch -> epoch.figure(figure));
  }

  /** Epochs that have ended, counted from the run's beginning. */
  public int epochsDone() {
    return lastEpoch().map(last -> last.number() + 1).orElse(0);
  }

  /** Whether the outcome is written. */
  public boolean finished() {
    return outcome.isPresent();
  }
}

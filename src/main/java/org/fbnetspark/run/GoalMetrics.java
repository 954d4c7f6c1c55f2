package org.fbnetspark.run;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.train.TrainingProgress;

/** Keeps {@code metrics.jsonl} of each of several goals, as a search of that goal alone has it. */
public final class GoalMetrics implements TrainingProgress {

  private final Map<String, MetricsFile> files;

  /**
   * Of the goals of a search.
   *
   * @param directories of the goals, by their names
   */
  public GoalMetrics(Map<String, RunDirectory> directories) {
    files =
        directories.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, goal -> file(goal.getValue())));
  }

  private static MetricsFile file(RunDirectory directory) {
    return new MetricsFile(directory.storage(), directory.metrics(), epoch -> {});
  }

  @Override
  public void started(int epochs, List<Integer> rounds) {
    files.values().forEach(file -> file.started(epochs, rounds));
  }

  @Override
  public void round(Round round) {}

  @Override
  public void goal(String name, Epoch epoch) {
    files.get(name).epoch(epoch);
  }

  @Override
  public void epoch(Epoch epoch) {}
}

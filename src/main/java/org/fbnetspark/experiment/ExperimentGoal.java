package org.fbnetspark.experiment;

import org.fbnetspark.search.GoalSettings;

/**
 * One of several goals of a search.
 *
 * @param name among them, fit for a folder
 * @param experiment the search of this goal alone
 * @param config resolved configuration of that, as HOCON
 */
public record ExperimentGoal(String name, Experiment experiment, String config) {

  /** Goals that one search has, at most. */
  public static final int MOST = 64;

  /** What is searched for. */
  public GoalSettings settings() {
    return new GoalSettings(name, experiment.search(), experiment.costs());
  }
}

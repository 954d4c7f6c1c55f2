package org.fbnetspark.experiment;

import java.util.Map;

/** One configuration, whatever its syntax: what jobs may change of it, and keep. */
public interface Configuration {

  /** Every key as settings. */
  Experiment experiment();

  /** Every value, defaults included: a line {@code key = value} for each key, sorted. */
  String render();

  /** The same with another value of a key, which is taken as text. */
  Configuration with(String key, String value);

  /**
   * The search that has the same epochs of the weights alone, and stands for all that have them:
   * what decides those is as it was, all else is as the defaults have it, and MACs are kept low.
   */
  Configuration warmUp();

  /** What it has in common with searches that differ from it in their goal alone, as text. */
  String besideGoal();

  /**
   * The search for several goals at once.
   *
   * @param goals experiments that have all in common beside their goals, by the goals' names
   */
  Configuration towards(Map<String, Experiment> goals);

  /** The same as {@link #render}, but the goal is told in one way, however it is written. */
  String renderAsGoal();

  /**
   * What a run has kept, with the keys of this that may change as it goes on, which are {@code
   * run.*}.
   *
   * @param origin where that lies, for messages
   */
  Configuration goingOn(String kept, String origin);
}

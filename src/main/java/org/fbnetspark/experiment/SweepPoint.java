package org.fbnetspark.experiment;

/**
 * One search of a sweep.
 *
 * @param name tells it from the others; a safe name of a file
 * @param configuration of the search
 */
public record SweepPoint(String name, Configuration configuration) {

  /** Settings of the search. */
  public Experiment experiment() {
    return configuration.experiment();
  }
}

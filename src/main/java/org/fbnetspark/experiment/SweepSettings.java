package org.fbnetspark.experiment;

import java.util.OptionalInt;

/**
 * How the searches of a sweep are run.
 *
 * @param share what searches that agree in it do once for all of them
 * @param parallel searches at the same time; empty for as many as slots and memory allow
 * @param attempts times that a search is begun, at most, where it fails
 */
public record SweepSettings(Share share, OptionalInt parallel, int attempts) {

  /** What is done once. */
  public enum Share {
    /** Nothing. */
    NONE,
    /** The epochs of the weights alone. */
    WARM_UP,
    /** These, and the whole supernet of searches that differ in their goals alone. */
    GOALS
  }
}

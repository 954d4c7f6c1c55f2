package org.fbnetspark.domain.run;

import java.util.List;

/**
 * What the epochs of a run are made of.
 *
 * @param epochs of the whole run, at most
 * @param phases of an epoch, one after the other
 */
public record Schedule(int epochs, List<Phase> phases) {

  /**
   * Rounds of one sort. Its wall time in an epoch is the figure {@code name/seconds}.
   *
   * @param name such as weights
   * @param firstEpoch from which on epochs have it, counted from 0
   * @param stepsPerRound batches of a shard in each round
   */
  public record Phase(String name, int firstEpoch, int stepsPerRound) {

    /** Name of the figure of its wall time. */
    public String seconds() {
      return name + "/seconds";
    }
  }

  /** Copies the list. */
  public Schedule {
    phases = List.copyOf(phases);
  }

  /** Epochs before the first one that has every phase. */
  public int warmUp() {
    return phases.stream().mapToInt(Phase::firstEpoch).max().orElse(0);
  }

  /** How many of the epochs behind the first ones have a phase. */
  public int left(Phase phase, int done) {
    return Math.max(0, epochs - Math.max(done, phase.firstEpoch()));
  }
}

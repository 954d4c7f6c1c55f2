package org.fbnetspark.run;

import java.util.List;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.train.TrainingProgress;

/**
 * Tells several, one after the other.
 *
 * @param listeners in the order in which they are told
 */
public record ProgressGroup(List<TrainingProgress> listeners) implements TrainingProgress {

  @Override
  public void started(int epochs, List<Integer> rounds) {
    listeners.forEach(listener -> listener.started(epochs, rounds));
  }

  @Override
  public void round(Round round) {
    listeners.forEach(listener -> listener.round(round));
  }

  @Override
  public void goal(String name, Epoch epoch) {
    listeners.forEach(listener -> listener.goal(name, epoch));
  }

  @Override
  public void epoch(Epoch epoch) {
    listeners.forEach(listener -> listener.epoch(epoch));
  }
}

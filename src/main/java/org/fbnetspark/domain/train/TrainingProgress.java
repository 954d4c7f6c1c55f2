package org.fbnetspark.domain.train;

import java.util.List;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;

/** Who is told how a run goes, of whatever kind; nothing here changes its course. */
public interface TrainingProgress {

  /**
   * A round that has ended.
   *
   * @param epoch counted from 0
   * @param phase whose round it is, by its place in the schedule
   * @param index position in the phase, counted from 0
   * @param tally what was counted
   * @param figures how things stood in the round
   */
  record Round(int epoch, int phase, int index, Tally tally, List<Figure> figures) {

    /** Copies the list. */
    public Round {
      figures = List.copyOf(figures);
    }
  }

  /**
   * The run begins, or goes on.
   *
   * @param epochs that are done
   * @param rounds of each phase of the schedule in an epoch that has it
   */
  void started(int epochs, List<Integer> rounds);

  /** A round has ended. */
  void round(Round round);

  /**
   * An epoch has ended, as one of several goals sees it; that of the whole follows. Not told where
   * there is one goal alone.
   *
   * @param name of the goal
   */
  default void goal(String name, Epoch epoch) {}

  /** An epoch has ended and its checkpoint is kept. */
  void epoch(Epoch epoch);
}

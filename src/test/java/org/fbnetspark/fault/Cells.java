package org.fbnetspark.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Trials in the order in which they are made: so many rounds over all cells of the matrix, each
 * trial with a seed of its own.
 */
final class Cells {

  /** A trial of a cell. */
  interface Cell {
    Trial at(long seed) throws Exception;
  }

  private final List<Cell> cells = new ArrayList<>();
  private final List<Integer> times = new ArrayList<>();

  /** Faults, each in each phase, so many times in a round. */
  <F> Cells each(int number, List<F> faults, List<Phase> phases, CellOf<F> of) {
    for (F fault : faults) {
      for (Phase phase : phases) {
        one(number, seed -> of.at(fault, phase, seed));
      }
    }
    return this;
  }

  /** A trial of a fault in a phase. */
  interface CellOf<F> {
    Trial at(F fault, Phase phase, long seed) throws Exception;
  }

  Cells one(int number, Cell cell) {
    cells.add(cell);
    times.add(number);
    return this;
  }

  /** Trials of a round. */
  int size() {
    return times.stream().mapToInt(each -> each).sum();
  }

  /** Makes so many rounds. */
  void run(int rounds, Matrix matrix, BiConsumer<Trial, Integer> told) throws Exception {
    long seed = 1;
    int made = 0;
    for (int round = 0; round < rounds; round++) {
      int most = times.stream().mapToInt(each -> each).max().orElse(0);
      for (int time = 0; time < most; time++) {
        for (int i = 0; i < cells.size(); i++) {
          if (time < times.get(i)) {
            Trial trial = cells.get(i).at(seed++);
            matrix.add(trial);
            told.accept(trial, ++made);
          }
        }
      }
    }
  }
}

package org.fbnetspark.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Cells of the matrix in the order in which they are tried: so many rounds over all of them, each
 * trial with a seed of its own, which it keeps where only some cells are tried.
 *
 * @param <T> who makes the trials
 */
final class Cells<T> {

  /** A trial of a cell. */
  interface Trying<T> {
    Trial at(T trials, long seed) throws Exception;
  }

  /** A trial of a fault in a phase. */
  interface TryingIn<T, F> {
    Trial at(T trials, F fault, Phase phase, long seed) throws Exception;
  }

  private record Cell<T>(String name, int number, Trying<T> trying) {}

  private final Pattern wanted;
  private final List<Cell<T>> cells = new ArrayList<>();

  /**
   * None yet.
   *
   * @param wanted found in the names of those that are tried, such as {@code KILLED in THETA}
   */
  Cells(Pattern wanted) {
    this.wanted = wanted;
  }

  /** Faults, each in each phase, so many times in a round. */
  <F extends Enum<F>> Cells<T> each(
      int number, List<F> faults, List<Phase> phases, TryingIn<T, F> trying) {
    for (F fault : faults) {
      for (Phase phase : phases) {
        one(number, fault + " in " + phase, (of, seed) -> trying.at(of, fault, phase, seed));
      }
    }
    return this;
  }

  Cells<T> one(int number, String name, Trying<T> trying) {
    cells.add(new Cell<>(name, number, trying));
    return this;
  }

  /** Names of those that are tried. */
  List<String> names() {
    return cells.stream().filter(this::wanted).map(Cell::name).toList();
  }

  private boolean wanted(Cell<T> cell) {
    return wanted.matcher(cell.name()).find();
  }

  /** Trials of a round. */
  int size() {
    return cells.stream().filter(this::wanted).mapToInt(Cell::number).sum();
  }

  /** Makes so many rounds. */
  void run(int rounds, T trials, Matrix matrix, BiConsumer<Trial, Integer> told) throws Exception {
    long seed = 0;
    int made = 0;
    for (int round = 0; round < rounds; round++) {
      int most = cells.stream().mapToInt(Cell::number).max().orElse(0);
      for (int time = 0; time < most; time++) {
        for (Cell<T> cell : cells) {
          if (time >= cell.number()) {
            continue;
          }
          seed++;
          if (wanted(cell)) {
            Trial trial = cell.trying().at(trials, seed);
            matrix.add(trial);
            told.accept(trial, ++made);
          }
        }
      }
    }
  }
}

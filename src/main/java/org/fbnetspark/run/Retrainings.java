package org.fbnetspark.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.fbnetspark.domain.run.Epoch;

/**
 * Finalists and baselines that have begun to be retrained.
 *
 * @param runs a directory for each
 */
public record Retrainings(List<RunDirectory> runs) {

  /** Copies the list. */
  public Retrainings {
    runs = List.copyOf(runs);
  }

  /** Those of searches. */
  static Retrainings of(List<RunDirectory> searches) throws IOException {
    List<RunDirectory> runs = new ArrayList<>();
    for (RunDirectory search : searches) {
      addNumbered(search::finalistRun, runs);
      addNumbered(search::baselineRun, runs);
    }
    return new Retrainings(runs);
  }

  private static void addNumbered(IntFunction<RunDirectory> numbered, List<RunDirectory> runs)
      throws IOException {
    for (int number = 1; numbered.apply(number).begun(); number++) {
      runs.add(numbered.apply(number));
    }
  }

  /**
   * How many are over.
   *
   * @param epochs that each is trained
   */
  public int over(int epochs) throws IOException {
    int over = 0;
    for (RunDirectory run : runs) {
      over += run.epochsKept().orElse(0) >= epochs ? 1 : 0;
    }
    return over;
  }

  /** Epochs of all that have ended. */
  List<Epoch> epochs() throws IOException {
    List<Epoch> epochs = new ArrayList<>();
    for (RunDirectory run : runs) {
      epochs.addAll(RunFiles.of(run).epochs());
    }
    return epochs;
  }
}

package org.fbnetspark.format.latency;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.format.json.FormatException;

/**
 * Everything that is wrong with a file: a reader goes on after a row that it refuses, so that one
 * look tells all of them. Ends after {@value #MOST}.
 */
final class Findings {

  /** A file with more is of another kind altogether. */
  static final int MOST = 100;

  private final List<FormatException> found = new ArrayList<>();

  /** One step of reading. */
  interface Step {
    void run() throws FormatException;
  }

  /** Takes a step and keeps what it refuses. */
  void attempt(Step step) {
    try {
      step.run();
    } catch (FormatException refused) {
      found.add(refused);
    }
  }

  boolean none() {
    return found.isEmpty();
  }

  boolean full() {
    return found.size() >= MOST;
  }

  /** What was found, in the order of the file. */
  List<String> messages() {
    return found.stream().map(FormatException::getMessage).toList();
  }

  /** For readers that refuse the file as a whole: throws the first. */
  void throwIfAny() throws FormatException {
    if (!found.isEmpty()) {
      throw found.get(0);
    }
  }
}

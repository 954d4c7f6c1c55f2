package org.fbnetspark.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ConfigRefused(List<Problem> problems) {
    super(
        (problems.size() == 1
                ? "The configuration has a problem:\n  "
                : "The configuration has " + problems.size() + " problems:\n  ")
            + problems.stream().map(Problem::toString).collect(Collectors.joining("\n  ")));
    this.problems = List.copyOf(problems);
  }

  ConfigRefused(String message, Throwable cause) {
    super(message, cause);
    this.problems = List.of();
  }

  /** Every problem, in the order of the keys; empty where the file could not be read at all. */
  public List<Problem> problems() {
    return problems;
  }
}

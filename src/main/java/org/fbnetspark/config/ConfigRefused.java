package org.fbnetspark.config;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** More are mostly of one cause. */
  private static final int MOST_TOLD = 20;

  private final transient List<Problem> problems;

  ConfigRefused(List<Problem> problems) {
    super(
        (problems.size() == 1
                ? "The configuration has a problem:\n  "
                : "The configuration has " + problems.size() + " problems:\n  ")
            + problems.stream()
                .limit(MOST_TOLD)
                .map(Problem::toString)
                .collect(Collectors.joining("\n  "))
            + (problems.size() > MOST_TOLD
                ? "\n  and " + (problems.size() - MOST_TOLD) + " more"
                : ""));
    this.problems = List.copyOf(problems);
  }

  ConfigRefused(String message, Throwable cause) {
    super(message, cause);
    this.problems = List.of();
  }

  /**
   * The same of a part of a configuration, which is named where it decides a key.
   *
   * @param keys that the part decides
   */
  ConfigRefused within(String part, Set<String> keys) {
    return problems.isEmpty()
        ? new ConfigRefused(part + ": " + getMessage(), this)
        : new ConfigRefused(
            problems.stream()
                .map(problem -> keys.contains(problem.key()) ? problem.within(part) : problem)
                .toList());
  }

  /** Every problem, in the order of the keys; empty where the file could not be read at all. */
  public List<Problem> problems() {
    return problems;
  }
}

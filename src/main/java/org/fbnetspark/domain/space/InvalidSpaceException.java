package org.fbnetspark.domain.space;

import java.util.List;
import java.util.stream.Collectors;

/** A space that cannot be, with everything that is wrong with it. */
public final class InvalidSpaceException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * One thing that is wrong.
   *
   * @param part of the definition: stem, stages, candidates, last-width or classes; of masked
   *     widths sides and rows besides
   * @param reason naming the field, its value and what is allowed
   */
  public record Problem(String part, String reason) {}

  InvalidSpaceException(String space, List<Problem> problems) {
    super(
        "Space "
            + space
            + ": "
            + problems.stream().map(Problem::reason).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** All of it, in the order of the definition. */
  public List<Problem> problems() {
    return problems;
  }
}

package org.fbnetspark.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a source held that could not be used.
 *
 * @param total how many
 * @param first the first of them, at most {@link #NAMED}, with the reason of each
 */
public record SkippedExamples(int total, List<Skipped> first) implements Serializable {

  /** How many are kept by name. */
  public static final int NAMED = 100;

  /** Nothing skipped. */
  public static final SkippedExamples NONE = new SkippedExamples(0, List.of());

  /**
   * One of them.
   *
   * @param name where it was found
   * @param reason why it was not used
   */
  public record Skipped(String name, String reason) implements Serializable {}

  /** Copies the list. */
  public SkippedExamples {
    first = List.copyOf(first);
  }

  /** These and one more. */
  public SkippedExamples with(String name, String reason) {
    return and(new SkippedExamples(1, List.of(new Skipped(name, reason))));
  }

  /** These and those. */
  public SkippedExamples and(SkippedExamples others) {
    List<Skipped> joined = new ArrayList<>(first);
    int room = Math.min(NAMED - first.size(), others.first.size());
    joined.addAll(others.first.subList(0, room));
    return new SkippedExamples(Math.addExact(total, others.total), joined);
  }
}

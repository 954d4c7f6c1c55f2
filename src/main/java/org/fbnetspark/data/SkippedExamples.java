package org.fbnetspark.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a source held that could not be used, by reason.
 *
 * @param groups in the order in which their reasons were first met; at most {@link #REASONS} and
 *     one more for all other reasons
 */
public record SkippedExamples(List<Group> groups) implements Serializable {

  /** How many reasons are told apart. */
  public static final int REASONS = 20;

  /** How many are kept by name for each reason. */
  public static final int NAMED = 10;

  /** Nothing skipped. */
  public static final SkippedExamples NONE = new SkippedExamples(List.of());

  private static final String OTHER_REASONS = "is not usable for one of many other reasons";
  private static final int LONGEST = 200;

  /**
   * Those that were skipped for one reason.
   *
   * @param reason why they were not used, to follow a name
   * @param total how many
   * @param first where the first of them were found
   */
  public record Group(String reason, int total, List<String> first) implements Serializable {

    /** Copies the list. */
    public Group {
      first = List.copyOf(first);
    }

    private Group and(Group later) {
      List<String> names = new ArrayList<>(first);
      names.addAll(later.first.subList(0, Math.min(NAMED - first.size(), later.first.size())));
      return new Group(reason, Math.addExact(total, later.total), names);
    }
  }

  /** Copies the list. */
  public SkippedExamples {
    groups = List.copyOf(groups);
  }

  /** How many there are. */
  public long total() {
    return groups.stream().mapToLong(Group::total).sum();
  }

  /** These and one more; name and reason may come from anywhere. */
  public SkippedExamples with(String name, String reason) {
    String why = printable(reason);
    String cut = why.length() > LONGEST ? why.substring(0, LONGEST) + "…" : why;
    String where = printable(name);
    int beyond = where.length() - LONGEST;
    String tail = beyond > 0 ? "…" + where.substring(beyond) : where;
    return and(new SkippedExamples(List.of(new Group(cut, 1, List.of(tail)))));
  }

  /** Without what would steer a terminal. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\u202A-\u202E\u2066-\u2069]", "?");
  }

  /** These and those. */
  public SkippedExamples and(SkippedExamples later) {
    Map<String, Group> joined = new LinkedHashMap<>();
    groups.forEach(group -> joined.put(group.reason, group));
    for (Group group : later.groups) {
      boolean known = joined.containsKey(group.reason) || joined.size() < REASONS;
      String reason = known ? group.reason : OTHER_REASONS;
      joined.merge(reason, new Group(reason, group.total, group.first), Group::and);
    }
    return new SkippedExamples(List.copyOf(joined.values()));
  }
}

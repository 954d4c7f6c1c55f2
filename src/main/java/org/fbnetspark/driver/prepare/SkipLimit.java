package org.fbnetspark.driver.prepare;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.SkippedExamples.Group;

/**
 * How much of a source may be skipped, and how that is told.
 *
 * @param source what is prepared, in messages
 * @param share the most that may be skipped, in [0, 1]
 */
record SkipLimit(String source, double share) {

  private static final int SHOWN_NAMES = 3;

  /**
   * Refuses a source of which too much was skipped.
   *
   * @param all examples, skipped or not
   */
  void check(SkippedExamples skipped, long all) throws IOException {
    if (skipped.total() > share * all) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%,d of %,d images of %s cannot be used (%s), but at most %s may be skipped%s%n"
                  + "  mend or remove them, or raise prepare.max-skipped-share",
              skipped.total(),
              all,
              source,
              percent((double) skipped.total() / all),
              percent(share),
              block(skipped)));
    }
  }

  /** A line for each reason, that of most first, with the first names. */
  static List<String> lines(SkippedExamples skipped) {
    return skipped.groups().stream()
        .sorted(Comparator.comparingInt(Group::total).reversed())
        .map(SkipLimit::line)
        .toList();
  }

  /** These lines, indented, to follow a message. */
  static String block(SkippedExamples skipped) {
    return lines(skipped).stream()
        .map(line -> System.lineSeparator() + "  " + line)
        .collect(Collectors.joining());
  }

  private static String line(Group group) {
    String names = group.first().stream().limit(SHOWN_NAMES).collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "skipped %,d: %s (%s%s)",
        group.total(),
        group.reason(),
        names,
        group.total() > SHOWN_NAMES ? ", …" : "");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3g %%", 100 * share);
  }
}

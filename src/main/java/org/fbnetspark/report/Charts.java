package org.fbnetspark.report;

import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.p;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Places for charts, which the page's program draws by their data attributes; each says in words
 * what it shows.
 */
final class Charts {

  private static final int MOST_ROWS_OF_A_SHEET = 30;

  private Charts() {}

  /**
   * Curves over epochs.
   *
   * @param title of the chart
   * @param note what a reader must know of the figures
   * @param fields of the chart data, in order
   * @param labels of the fields
   * @param told what the curves do, in words
   */
  record Lines(String title, String note, List<String> fields, List<String> labels, String told) {

    DomContent html() {
      return figure(caption(title, note), plot());
    }

    /** Only for runs whose costs have this unit, with their targets. */
    DomContent htmlOfCosts(String unit) {
      return figure(
          caption(title, note), plot().attr("data-unit", unit).attr("data-target", "yes"));
    }

    private DivTag plot() {
      return Charts.plot("lines", title + " over epochs. " + told)
          .attr("data-series", String.join(",", fields))
          .attr("data-labels", String.join(",", labels));
    }
  }

  /** Where a figure begins and ends, by the epochs' numbers from 0; there is at least one epoch. */
  static <T> String course(List<T> epochs, ToIntFunction<T> number, Function<T, String> figure) {
    T first = epochs.get(0);
    T last = epochs.get(epochs.size() - 1);
    return "From "
        + figure.apply(first)
        + " in epoch "
        + (number.applyAsInt(first) + 1)
        + " to "
        + figure.apply(last)
        + " in epoch "
        + (number.applyAsInt(last) + 1)
        + ".";
  }

  /** A class for figures of so many rows, which may be longer than a sheet of paper. */
  static String height(int rows) {
    return rows > MOST_ROWS_OF_A_SHEET ? "tall" : "short";
  }

  static DomContent caption(String title, String note) {
    return figcaption(text(title), p(note));
  }

  static DivTag plot(String kind, String told) {
    return div()
        .withClass("plot")
        .attr("data-chart", kind)
        .attr("role", "img")
        .attr("tabindex", "0")
        .attr("aria-label", told);
  }

  /** Folded away until it is wanted. */
  static DomContent folded(String title, DomContent content) {
    return details(summary(title), content);
  }
}

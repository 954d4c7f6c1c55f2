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

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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Places for charts, which the page's program draws by their data attributes; each says in words
 * what it shows.
 */
final class Charts {

  private static final int MOST_ROWS_OF_A_SHEET = 30;

  private Charts() {}

  /** The place of a chart; what its curves do is told in words. */
  static DomContent lines(Chart chart, String told) {
    return figure(
        caption(chart.title(), chart.note()),
        plot("lines", chart.title() + " over epochs. " + told)
            .attr("data-figures", joined(chart, Chart.Curve::figure))
            .attr("data-labels", joined(chart, Chart.Curve::label))
            .attr("data-wanted", joined(chart, curve -> curve.wanted() ? "yes" : "no")));
  }

  private static String joined(Chart chart, Function<Chart.Curve, String> part) {
    return chart.curves().stream().map(part).collect(Collectors.joining(","));
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

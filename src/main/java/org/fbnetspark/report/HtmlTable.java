package org.fbnetspark.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A table of a page, which scrolls sideways where it is too wide. The first cell of a row names it.
 *
 * @param title what it shows
 * @param header names of the columns
 * @param figures indices of the columns that hold figures
 * @param rows cells, as many each as the header has
 */
record HtmlTable(String title, List<String> header, Set<Integer> figures, List<List<String>> rows) {

  /** Rows that a page shows; the files have all of them. */
  private static final int MOST_ROWS = 400;

  private static final int LONGEST_CELL = 400;

  DomContent html() {
    String shown =
        rows.size() > MOST_ROWS
            ? title + " (the first " + MOST_ROWS + " of " + rows.size() + " rows)"
            : title;
    return div(table(
            caption(shown),
            thead(
                tr(
                    each(
                        columns(header),
                        i -> th(header.get(i)).attr("scope", "col").withClass(cssClass(i))))),
            tbody(each(rows.stream().limit(MOST_ROWS).map(this::row)))))
        .withClass("scroll")
        .attr("role", "region")
        .attr("aria-label", shown)
        .attr("tabindex", "0");
  }

  private DomContent row(List<String> cells) {
    return tr(
        each(
            columns(cells),
            i ->
                i == 0
                    ? th(text(cells, i)).attr("scope", "row").withClass(cssClass(i))
                    : td(text(cells, i)).withClass(cssClass(i))));
  }

  private static List<Integer> columns(List<String> cells) {
    return IntStream.range(0, cells.size()).boxed().toList();
  }

  private static String text(List<String> cells, int column) {
    return Figures.cut(cells.get(column), LONGEST_CELL);
  }

  private String cssClass(int column) {
    return figures.contains(column) ? "figure" : "word";
  }
}

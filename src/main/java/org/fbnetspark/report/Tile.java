package org.fbnetspark.report;

import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.span;

import j2html.tags.DomContent;
import java.util.List;

/**
 * One figure of an outcome.
 *
 * @param name of the figure
 * @param figure with its unit
 * @param beside what it means or is to be compared with
 */
record Tile(String name, String figure, String beside) {

  /** All in a row, as many as fit. */
  static DomContent list(List<Tile> tiles) {
    return dl(each(tiles, Tile::html)).withClass("tiles");
  }

  private DomContent html() {
    return div(dt(name), dd(span(figure), span(beside).withClass("beside")));
  }
}

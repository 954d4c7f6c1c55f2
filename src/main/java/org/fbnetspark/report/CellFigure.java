package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.p;
import static j2html.TagCreator.tag;

import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fbnetspark.domain.space.Genotype;

/**
 * The cells of a network as graphs, as in Figures 4 and 5 of Liu et al., DARTS (arXiv 1806.09055):
 * from the outputs of the two cells before, by an op on each edge, to the nodes, all of which leave
 * the cell side by side. The ops stand in words on the edges, and beneath in the paper's notation.
 */
final class CellFigure {

  private static final int COLUMN = 170;
  private static final int ROW = 62;
  private static final int BOX_WIDTH = 46;
  private static final int BOX_HEIGHT = 26;
  private static final int MARGIN = 40;
  private static final int HEAD = 8;

  private final String id;
  private final List<Genotype.Edge> edges;
  private final int nodes;

  private CellFigure(String id, List<Genotype.Edge> edges) {
    this.id = id;
    this.edges = edges;
    this.nodes = edges.size() / Genotype.EDGES;
  }

  /**
   * The figure.
   *
   * @param id that no other part of the page has, nor begins with
   */
  static DomContent of(String id, Genotype genotype) {
    return figure(
            figcaption(
                p(
                    "The cells in the notation of DARTS. c_{k-2} and c_{k-1} are what the two cells"
                        + " before give."),
                p(genotype.text()).withClass("note")),
            drawn("Normal cell", id + "-normal", genotype.normal()),
            drawn("Reduction cell", id + "-reduction", genotype.reduce()))
        .withClass("tall");
  }

  private static DomContent drawn(String title, String id, List<Genotype.Edge> edges) {
    return div(p(title), new CellFigure(id, edges).svg(title));
  }

  private DomContent svg(String title) {
    List<DomContent> parts = new ArrayList<>();
    parts.add(head());
    for (int i = 0; i < edges.size(); i++) {
      int node = Genotype.INPUTS + i / Genotype.EDGES;
      parts.add(arrow(edges.get(i).from(), node));
      parts.add(label(edges.get(i), node, i % Genotype.EDGES));
    }
    for (int node = 0; node < nodes; node++) {
      parts.add(arrow(Genotype.INPUTS + node, Genotype.INPUTS + nodes));
    }
    for (int place = 0; place <= Genotype.INPUTS + nodes; place++) {
      parts.add(box(place));
      parts.add(text(x(place), y(place) + 4, name(place)));
    }
    int width = x(Genotype.INPUTS + nodes) + MARGIN;
    int height = y(Genotype.INPUTS + nodes - 1) + MARGIN;
    ContainerTag<?> svg = tag("svg");
    svg.attr("viewBox", "0 0 " + width + " " + height)
        .attr("width", String.valueOf(width))
        .attr("height", String.valueOf(height))
        .attr("role", "img")
        .attr("aria-label", title + ": " + words());
    parts.forEach(svg::with);
    return svg;
  }

  private String words() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < edges.size(); i++) {
      int node = Genotype.INPUTS + i / Genotype.EDGES;
      Genotype.Edge edge = edges.get(i);
      words.add(name(edge.from()) + " by " + edge.op().word() + " to " + name(node));
    }
    return String.join(", ", words);
  }

  private String name(int place) {
    if (place < Genotype.INPUTS) {
      return place == 0 ? "c_{k-2}" : "c_{k-1}";
    }
    return place == Genotype.INPUTS + nodes ? "c_{k}" : String.valueOf(place - Genotype.INPUTS);
  }

  /** The inputs stand in the first column, the nodes step down to the right, the output last. */
  private int x(int place) {
    int column = place < Genotype.INPUTS ? 0 : place - Genotype.INPUTS + 1;
    return MARGIN + column * COLUMN;
  }

  private int y(int place) {
    int row =
        place < Genotype.INPUTS
            ? 2 * place
            : place == Genotype.INPUTS + nodes ? 1 : place - Genotype.INPUTS + 1;
    return MARGIN + row * ROW;
  }

  private DomContent arrow(int from, int to) {
    int middle = (x(from) + x(to)) / 2;
    String path =
        String.format(
            Locale.ROOT,
            "M%d %d C%d %d %d %d %d %d",
            x(from) + BOX_WIDTH / 2,
            y(from),
            middle,
            y(from),
            middle,
            y(to),
            x(to) - BOX_WIDTH / 2,
            y(to));
    return tag("path")
        .attr("d", path)
        .attr("fill", "none")
        .attr("stroke", "currentColor")
        .attr("stroke-opacity", "0.45")
        .attr("marker-end", "url(#" + headId() + ")");
  }

  /** What stands at the ends of curves, its tip where they end. */
  private DomContent head() {
    ContainerTag<?> marker = tag("marker");
    marker
        .attr("id", headId())
        .attr("viewBox", "0 0 " + HEAD + " " + HEAD)
        .attr("refX", String.valueOf(HEAD))
        .attr("refY", String.valueOf(HEAD / 2))
        .attr("markerWidth", String.valueOf(HEAD))
        .attr("markerHeight", String.valueOf(HEAD))
        .attr("orient", "auto");
    String points = "0,0 " + HEAD + "," + HEAD / 2 + " 0," + HEAD;
    return tag("defs")
        .with(marker.with(tag("polygon").attr("points", points).attr("fill", "currentColor")));
  }

  private String headId() {
    return id + "-arrowhead";
  }

  /** Beside the node that the edge enters, one above the other. */
  private DomContent label(Genotype.Edge edge, int node, int index) {
    int up = index == 0 ? 10 : -16;
    return text(
        x(node) - COLUMN / 2, y(node) - up, edge.op().word() + " (" + name(edge.from()) + ")");
  }

  private DomContent box(int place) {
    return tag("rect")
        .attr("x", String.valueOf(x(place) - BOX_WIDTH / 2))
        .attr("y", String.valueOf(y(place) - BOX_HEIGHT / 2))
        .attr("width", String.valueOf(BOX_WIDTH))
        .attr("height", String.valueOf(BOX_HEIGHT))
        .attr("rx", "4")
        .attr("fill", "none")
        .attr("stroke", "currentColor");
  }

  private static DomContent text(int x, int y, String words) {
    return tag("text")
        .attr("x", String.valueOf(x))
        .attr("y", String.valueOf(y))
        .attr("text-anchor", "middle")
        .attr("font-size", "11")
        .attr("fill", "currentColor")
        .withText(words);
  }
}

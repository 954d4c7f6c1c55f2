package org.fbnetspark.domain.space;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.Network;

/**
 * The two cells that a network is made of, in the notation of Liu et al. (DARTS, arXiv 1806.09055,
 * the authors' code): for each node two edges, each with the place that it reads: 0 and 1 are the
 * outputs of the cells before, 2 the first node, and so on. All nodes leave the cell side by side.
 *
 * @param normal edges of the cells that keep the sides of the map, node by node
 * @param reduce edges of those that halve them, of as many nodes
 */
public record Genotype(List<Edge> normal, List<Edge> reduce) implements Serializable {

  /** Edges of a node. */
  public static final int EDGES = 2;

  /** Places before the first node. */
  public static final int INPUTS = 2;

  /** The most nodes that a cell may have. */
  public static final int MOST_NODES = 16;

  private static final Pattern TEXT =
      Pattern.compile(
          "Genotype\\(normal=\\[(.*?)\\],normal_concat=(.*?),"
              + "reduce=\\[(.*?)\\],reduce_concat=(.*?)\\)");
  private static final Pattern EDGE = Pattern.compile("\\(['\"]([a-z0-9_]+)['\"],([0-9]{1,2})\\)");

  /**
   * An edge.
   *
   * @param op on it
   * @param from place that it reads
   */
  public record Edge(CellOp op, int from) implements Serializable {

    @Override
    public String toString() {
      return "('" + op.word() + "', " + from + ")";
    }
  }

  /**
   * Copies the lists and checks them.
   *
   * @throws IllegalArgumentException where they are no two cells of as many nodes
   */
  public Genotype {
    normal = checked(normal);
    reduce = checked(reduce);
    if (normal.size() != reduce.size()) {
      throw new IllegalArgumentException(
          "Both cells of a genotype need as many nodes, but have "
              + normal.size() / EDGES
              + " and "
              + reduce.size() / EDGES);
    }
  }

  private static List<Edge> checked(List<Edge> edges) {
    int nodes = edges.size() / EDGES;
    if (edges.size() % EDGES != 0 || nodes < 1 || nodes > MOST_NODES) {
      throw new IllegalArgumentException(
          "A cell of a genotype needs "
              + EDGES
              + " edges for each of 1 to "
              + MOST_NODES
              + " nodes, but has "
              + edges.size());
    }
    for (int i = 0; i < edges.size(); i++) {
      int places = INPUTS + i / EDGES;
      if (edges.get(i).from() < 0 || edges.get(i).from() >= places) {
        throw new IllegalArgumentException(
            "Edge " + edges.get(i) + " of node " + places + " reads a place that is not before it");
      }
    }
    return List.copyOf(edges);
  }

  /** The genotype that a network is made of; empty where it is not made of two cells. */
  public static Optional<Genotype> of(Network network) {
    return GenotypeOfNetwork.of(network);
  }

  /** Nodes of each cell. */
  public int nodes() {
    return normal.size() / EDGES;
  }

  /** The edges of a cell. */
  public List<Edge> of(boolean reduction) {
    return reduction ? reduce : normal;
  }

  /** The notation of the paper; {@link #parse} reads it. */
  public String text() {
    String concat = "range(" + INPUTS + ", " + (INPUTS + nodes()) + ")";
    return "Genotype(normal="
        + list(normal)
        + ", normal_concat="
        + concat
        + ", reduce="
        + list(reduce)
        + ", reduce_concat="
        + concat
        + ")";
  }

  private static String list(List<Edge> edges) {
    return edges.stream().map(Edge::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * Reads {@link #text()}, whatever its spaces; the places of a concatenation may be listed, too.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static Genotype parse(String text) {
    Matcher whole = TEXT.matcher(text.replaceAll("\\s+", ""));
    if (!whole.matches()) {
      throw new IllegalArgumentException(
          "A genotype reads Genotype(normal=[('sep_conv_3x3', 1), ...], normal_concat=range(2, 6),"
              + " reduce=[...], reduce_concat=range(2, 6))");
    }
    Genotype genotype = new Genotype(edges(whole.group(1)), edges(whole.group(3)));
    requireAll(whole.group(2), genotype.nodes());
    requireAll(whole.group(4), genotype.nodes());
    return genotype;
  }

  private static List<Edge> edges(String text) {
    List<Edge> edges = new ArrayList<>();
    Matcher edge = EDGE.matcher(text);
    int end = 0;
    while (edge.find() && edge.start() == end + (end == 0 ? 0 : 1)) {
      String word = edge.group(1);
      CellOp op =
          CellOp.of(word)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "No op of a cell is named "
                              + word
                              + " (known: "
                              + String.join(", ", CellOp.words())
                              + ")"));
      edges.add(new Edge(op, Integer.parseInt(edge.group(2))));
      end = edge.end();
    }
    if (end != text.length()) {
      throw new IllegalArgumentException(
          "Edges of a genotype read ('sep_conv_3x3', 1), ..., but were " + text);
    }
    return edges;
  }

  private static void requireAll(String concat, int nodes) {
    String range = "range(" + INPUTS + "," + (INPUTS + nodes) + ")";
    String list =
        IntStream.range(INPUTS, INPUTS + nodes)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(",", "[", "]"));
    if (!concat.equals(range) && !concat.equals(list)) {
      throw new IllegalArgumentException(
          "All nodes of a cell are concatenated, which is " + range + ", but it was " + concat);
    }
  }
}

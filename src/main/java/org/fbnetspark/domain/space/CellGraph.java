package org.fbnetspark.domain.space;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.BareConv;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Skip;

/**
 * Puts cells one behind the other between a stem and a classifier. A cell reads the two before it,
 * each through ReLU, 1x1 convolution and BN to the cell's width, or through a factorized reduction
 * where its map is twice as large; its nodes are sums of edges, and leave it side by side.
 *
 * <p>Source: Liu et al., DARTS (arXiv 1806.09055), Section 2.1 and the authors' code.
 */
final class CellGraph {

  /** The edges that enter a node. */
  interface Edges {

    /**
     * A branch for each of them.
     *
     * @param reduction whether the cell halves the map
     * @param node of the cell, counted from 0
     * @param places for each place that it may read, the inputs of the cell first, the node there
     */
    List<Branch> of(boolean reduction, int node, List<Integer> places);
  }

  private final CellMacro macro;
  private final boolean searched;
  private final List<Node> built = new ArrayList<>();

  private CellGraph(CellMacro macro, boolean searched) {
    this.macro = macro;
    this.searched = searched;
  }

  /**
   * A network.
   *
   * @param nodes of each cell
   * @param searched whether normalisations neither scale nor shift, but for the stem's
   */
  static Network of(String name, CellMacro macro, int nodes, boolean searched, Edges edges) {
    CellGraph graph = new CellGraph(macro, searched);
    graph.build(nodes, edges);
    List<Output> outputs = List.of(Output.of(graph.built.size() - 1));
    return new Network(name, Input.of(macro.input()), graph.built, outputs);
  }

  /** Step of an edge: those that leave the inputs of a reduction halve the map. */
  static int stride(boolean reduction, int from) {
    return reduction && from < Genotype.INPUTS ? 2 : 1;
  }

  private void build(int nodes, Edges edges) {
    int[] before = stem();
    boolean halved = macro.stem() == CellStem.IMAGENET;
    int width = macro.width();
    for (int cell = 0; cell < macro.cells(); cell++) {
      boolean reduction = macro.reduction(cell);
      width = reduction ? Math.multiplyExact(2, width) : width;
      int output = cell(cell + 1, before, halved, reduction, width, nodes, edges);
      before = new int[] {before[1], output};
      halved = reduction;
    }
    int wide = Math.multiplyExact(nodes, width);
    int pool = add("pool", before[1], new GlobalPool(), 1, wide);
    add("classifier", pool, new Linear(), 1, macro.classes());
  }

  /** The two nodes that the first cell reads. */
  private int[] stem() {
    int width = macro.width();
    if (macro.stem() == CellStem.CIFAR) {
      int wide = Math.multiplyExact(3, width);
      int stem = add("stem", Branch.INPUT, new BareConv(3, false, true), 1, wide);
      return new int[] {stem, stem};
    }
    int half = add("stem1", Branch.INPUT, new Conv(3), 2, Math.max(1, width / 2));
    int second = add("stem2", half, new BareConv(3, false, true), 2, width);
    return new int[] {second, add("stem3", second, new BareConv(3, true, true), 2, width)};
  }

  /** Name of a place of a cell, counted from 1: of its inputs, then of its nodes. */
  static String place(int cell, int place) {
    return "cell" + cell + (place < Genotype.INPUTS ? ".input" : ".node") + place;
  }

  private int cell(
      int number,
      int[] before,
      boolean halved,
      boolean reduction,
      int width,
      int nodes,
      Edges edges) {
    Op read = new BareConv(1, true, !searched);
    List<Integer> places = new ArrayList<>();
    places.add(
        halved
            ? add(place(number, 0), before[0], new FactorizedReduce(!searched), 2, width)
            : add(place(number, 0), before[0], read, 1, width));
    places.add(add(place(number, 1), before[1], read, 1, width));
    for (int node = 0; node < nodes; node++) {
      List<Branch> branches = edges.of(reduction, node, places);
      String place = place(number, places.size());
      built.add(new Node(place, Join.SUM, branches, Width.of(width)));
      places.add(built.size() - 1);
    }
    List<Branch> joined =
        places.subList(Genotype.INPUTS, places.size()).stream()
            .map(place -> new Branch(place, new Skip(), 1, Condition.ALWAYS))
            .toList();
    Width wide = Width.of(Math.multiplyExact(nodes, width));
    built.add(new Node("cell" + number + ".output", Join.CONCAT, joined, wide));
    return built.size() - 1;
  }

  private int add(String name, int from, Op op, int stride, int width) {
    built.add(Node.of(name, new Branch(from, op, stride, Condition.ALWAYS), width));
    return built.size() - 1;
  }

  /** The edges of a genotype. */
  static Edges edges(Genotype genotype) {
    return (reduction, node, places) ->
        IntStream.range(node * Genotype.EDGES, (node + 1) * Genotype.EDGES)
            .mapToObj(genotype.of(reduction)::get)
            .map(
                edge -> {
                  int stride = stride(reduction, edge.from());
                  Op op = edge.op().op(stride, false);
                  return new Branch(places.get(edge.from()), op, stride, Condition.ALWAYS);
                })
            .toList();
  }
}

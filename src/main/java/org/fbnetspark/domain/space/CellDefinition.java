package org.fbnetspark.domain.space;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.InvalidSpaceException.Problem;

/**
 * A space of two cells (Liu et al., DARTS, arXiv 1806.09055): what stands on each edge is chosen,
 * once for all normal cells and once for all that halve the map. In the supernet normalisations
 * neither scale nor shift, but for the stem's. What is derived may have more cells and wider ones,
 * and its normalisations scale and shift.
 *
 * @param name name in configurations and reports
 * @param macro of the supernet
 * @param nodes of each cell, between its inputs and its output
 * @param ops that an edge may be, {@link CellOp#NONE} among them
 * @param derivedCells cells of a derived network
 * @param derivedWidth channels of each node of the first cell of a derived network
 * @param skips what keeps skips from taking over
 */
public record CellDefinition(
    String name,
    CellMacro macro,
    int nodes,
    List<CellOp> ops,
    int derivedCells,
    int derivedWidth,
    SkipRules skips)
    implements SpaceDefinition {

  /** A space whose skips are left alone. */
  public CellDefinition(
      String name,
      CellMacro macro,
      int nodes,
      List<CellOp> ops,
      int derivedCells,
      int derivedWidth) {
    this(name, macro, nodes, ops, derivedCells, derivedWidth, SkipRules.NONE);
  }

  /**
   * Copies the list and checks every field.
   *
   * @throws InvalidSpaceException with everything that is wrong
   */
  public CellDefinition {
    ops = List.copyOf(ops);
    List<Problem> problems = new ArrayList<>();
    cells(problems, "cells", macro.cells());
    cells(problems, "derived-cells", derivedCells);
    range(problems, "width", macro.width(), 1, CellMacro.MOST_WIDTH);
    range(problems, "derived-width", derivedWidth, 1, CellMacro.MOST_WIDTH);
    range(problems, "nodes", nodes, 1, Genotype.MOST_NODES);
    range(problems, "classes", macro.classes(), 1, 1_000_000);
    even(problems, "width", macro.width(), macro.stem());
    even(problems, "derived-width", derivedWidth, macro.stem());
    if (!ops.contains(CellOp.NONE) || ops.size() < 2 || new HashSet<>(ops).size() < ops.size()) {
      problems.add(
          new Problem(
              "ops",
              "ops must name "
                  + CellOp.NONE.word()
                  + ", which an edge becomes that is left out, and others, each once, but was "
                  + ops.stream().map(CellOp::word).toList()));
    }
    if (!skips.equals(SkipRules.NONE) && !ops.contains(CellOp.SKIP)) {
      problems.add(new Problem("ops", "ops must name skip_connect where there are rules for it"));
    }
    if (!problems.isEmpty()) {
      throw new InvalidSpaceException(name, problems);
    }
  }

  private static void cells(List<Problem> problems, String field, int value) {
    range(problems, field, value, CellMacro.FEWEST_CELLS, CellMacro.MOST_CELLS);
  }

  private static void range(List<Problem> problems, String field, int value, int least, int most) {
    if (value < least || value > most) {
      problems.add(
          new Problem(
              field, field + " must be from " + least + " to " + most + ", but was " + value));
    }
  }

  /** Only the first cell of the larger stem reads a map that is halved at its width. */
  private static void even(List<Problem> problems, String field, int width, CellStem stem) {
    if (stem == CellStem.IMAGENET && width % 2 != 0) {
      problems.add(new Problem(field, field + " must be even for this stem, but was " + width));
    }
  }

  @Override
  public ImageShape input() {
    return macro.input();
  }

  @Override
  public CellDefinition withClasses(int classes) {
    return with(name, macro.withClasses(classes));
  }

  @Override
  public CellDefinition withName(String newName) {
    return with(newName, macro);
  }

  /** Strides stay as they are: they are the cells' own. */
  @Override
  public CellDefinition resized(ImageShape newInput, int lastMap) {
    return with(name, macro.withInput(newInput));
  }

  private CellDefinition with(String newName, CellMacro newMacro) {
    return new CellDefinition(newName, newMacro, nodes, ops, derivedCells, derivedWidth, skips);
  }

  @Override
  public Space space() {
    return new Space(choices(), supernet(), Optional.of(this));
  }

  private List<Choice> choices() {
    List<String> words = ops.stream().map(CellOp::word).toList();
    List<Choice> choices = new ArrayList<>();
    for (String cell : List.of("normal", "reduce")) {
      for (int node = 0; node < nodes; node++) {
        for (int from = 0; from < Genotype.INPUTS + node; from++) {
          String place = cell + ".node" + (Genotype.INPUTS + node) + ".from" + from;
          choices.add(new Choice(place, words));
        }
      }
    }
    return choices;
  }

  private Network supernet() {
    return graph(macro, true);
  }

  /**
   * The same choices between networks of as many cells, and as wide ones, as are derived: some
   * picks of two edges for each node are the network that is derived of them.
   */
  Space priced() {
    return new Space(choices(), graph(macro.sized(derivedCells, derivedWidth), false));
  }

  /** For each choice how often its edge is kept, if every edge of a node is as often. */
  public double[] keptShares() {
    double[] shares = new double[2 * edges(nodes)];
    for (EdgeGroup group : groups()) {
      for (int choice : group.choices()) {
        shares[choice] = (double) Genotype.EDGES / group.choices().size();
      }
    }
    return shares;
  }

  private Network graph(CellMacro of, boolean searched) {
    return CellGraph.of(
        name,
        of,
        nodes,
        searched,
        (reduction, node, places) ->
            IntStream.range(0, places.size())
                .boxed()
                .flatMap(
                    from ->
                        IntStream.range(0, ops.size())
                            .mapToObj(
                                op ->
                                    branch(reduction, node, from, op, places.get(from), searched)))
                .toList());
  }

  private Branch branch(
      boolean reduction, int node, int from, int candidate, int place, boolean searched) {
    int stride = CellGraph.stride(reduction, from);
    Op op = ops.get(candidate).op(stride, searched);
    return new Branch(place, op, stride, Condition.of(choice(reduction, node, from), candidate));
  }

  private int choice(boolean reduction, int node, int from) {
    return (reduction ? edges(nodes) : 0) + edges(node) + from;
  }

  /** Edges that enter the nodes before one. */
  private static int edges(int node) {
    return node * Genotype.INPUTS + node * (node - 1) / 2;
  }

  /** The edges of every node, normal cells first. */
  public List<EdgeGroup> groups() {
    List<EdgeGroup> groups = new ArrayList<>();
    for (boolean reduction : new boolean[] {false, true}) {
      for (int node = 0; node < nodes; node++) {
        int first = choice(reduction, node, 0);
        groups.add(
            new EdgeGroup(
                reduction,
                IntStream.range(first, first + Genotype.INPUTS + node).boxed().toList()));
      }
    }
    return groups;
  }

  /** The skip of each edge. */
  public List<Pick> skipPicks() {
    int skip = ops.indexOf(CellOp.SKIP);
    return IntStream.range(0, skip < 0 ? 0 : 2 * edges(nodes))
        .mapToObj(edge -> new Pick(edge, skip))
        .toList();
  }

  /** What, beside the network, decides what is searched and derived: a line. */
  String text() {
    return "derived cells "
        + derivedCells
        + " width "
        + derivedWidth
        + (skips.equals(SkipRules.NONE) ? "" : " " + skips)
        + "\n";
  }

  /**
   * The cells of some picks.
   *
   * @param picks an index for each choice, of which each node has two at most that are not none
   * @throws IllegalArgumentException where a node has more
   */
  public Genotype genotype(int[] picks) {
    List<Genotype.Edge> normal = new ArrayList<>();
    List<Genotype.Edge> reduce = new ArrayList<>();
    for (EdgeGroup group : groups()) {
      (group.reduction() ? reduce : normal).addAll(edges(group, picks));
    }
    return new Genotype(normal, reduce);
  }

  /** Two edges: those that are none first make up for what lacks, from the first place on. */
  private List<Genotype.Edge> edges(EdgeGroup group, int[] picks) {
    List<Genotype.Edge> kept = new ArrayList<>();
    List<Genotype.Edge> none = new ArrayList<>();
    for (int from = 0; from < group.choices().size(); from++) {
      CellOp op = ops.get(picks[group.choices().get(from)]);
      (op == CellOp.NONE ? none : kept).add(new Genotype.Edge(op, from));
    }
    if (kept.size() > Genotype.EDGES) {
      throw new IllegalArgumentException(
          "A node of a cell of " + name + " has more than two edges: " + kept);
    }
    kept.addAll(none.subList(0, Genotype.EDGES - kept.size()));
    return kept;
  }

  /** The network of some picks, with the cells and the width of derived networks. */
  public CellNetwork derived(int[] picks) {
    return new CellNetwork(name, macro.sized(derivedCells, derivedWidth), genotype(picks));
  }
}

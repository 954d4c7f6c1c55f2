package org.fbnetspark.domain.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.SeparableConv;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.domain.op.Zero;

/** Reads the genotype out of a network that was made of one, by the names of its nodes. */
final class GenotypeOfNetwork {

  private final Network network;
  private final Map<String, Integer> names = new HashMap<>();

  private GenotypeOfNetwork(Network network) {
    this.network = network;
    for (int i = 0; i < network.nodes().size(); i++) {
      names.put(network.nodes().get(i).name(), i);
    }
  }

  /** Empty where the network is not made of two cells. */
  static Optional<Genotype> of(Network network) {
    return new GenotypeOfNetwork(network).read();
  }

  private Optional<Genotype> read() {
    List<List<Genotype.Edge>> kinds = new ArrayList<>(List.of(List.of(), List.of()));
    for (int cell = 1; names.containsKey(CellGraph.place(cell, Genotype.INPUTS)); cell++) {
      Optional<List<Genotype.Edge>> edges = edges(cell);
      if (edges.isEmpty()) {
        return Optional.empty();
      }
      kinds.set(halves(cell) ? 1 : 0, edges.get());
    }
    try {
      return Optional.of(new Genotype(kinds.get(0), kinds.get(1)));
    } catch (IllegalArgumentException noCells) {
      return Optional.empty();
    }
  }

  private boolean halves(int cell) {
    Node first = network.nodes().get(names.get(CellGraph.place(cell, Genotype.INPUTS)));
    return first.branches().get(0).stride() > 1;
  }

  private Optional<List<Genotype.Edge>> edges(int cell) {
    List<Genotype.Edge> edges = new ArrayList<>();
    for (int place = Genotype.INPUTS; names.containsKey(CellGraph.place(cell, place)); place++) {
      Node node = network.nodes().get(names.get(CellGraph.place(cell, place)));
      int before = edges.size();
      for (Branch branch : node.branches()) {
        Optional<CellOp> op = op(branch.op());
        int from = from(cell, place, branch);
        if (op.isEmpty() || from < 0) {
          return Optional.empty();
        }
        edges.add(new Genotype.Edge(op.get(), from));
      }
      for (int from = 0; edges.size() < before + Genotype.EDGES; from++) {
        edges.add(new Genotype.Edge(CellOp.NONE, from));
      }
    }
    return Optional.of(edges);
  }

  private int from(int cell, int places, Branch branch) {
    for (int place = 0; place < places; place++) {
      if (Integer.valueOf(branch.from()).equals(names.get(CellGraph.place(cell, place)))) {
        return place;
      }
    }
    return -1;
  }

  private static Optional<CellOp> op(Op op) {
    if (op instanceof Zero) {
      return Optional.of(CellOp.NONE);
    }
    if (op instanceof Skip || op instanceof FactorizedReduce) {
      return Optional.of(CellOp.SKIP);
    }
    if (op instanceof WindowPool pool) {
      return Optional.of(pool.kind() == WindowPool.Kind.MAX ? CellOp.MAX_POOL : CellOp.AVG_POOL);
    }
    if (op instanceof SeparableConv conv) {
      int k = conv.kernel();
      return CellOp.of((conv.dilated() ? "dil" : "sep") + "_conv_" + k + "x" + k);
    }
    return Optional.empty();
  }
}

package org.fbnetspark.net;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.Gates;

/**
 * Holds batches and gates to what a supernet that is a chain was built for, and gives its layers
 * their factors.
 */
public final class ChainInputs {

  private static final float[][] ALWAYS = {{1f}};

  private final Network network;
  private final int batchSize;
  private final Factors factors;

  /** By layer and candidate, the index of its condition; of no candidate where nothing is open. */
  private final List<int[]> conditions = new ArrayList<>();

  /**
   * Expects batches of one size.
   *
   * @throws IllegalArgumentException where the network is no chain of layers
   */
  public ChainInputs(Network network, int batchSize) {
    this.network = network;
    this.batchSize = batchSize;
    this.factors = new Factors(network);
    int last = network.nodes().size() - 1;
    require(network.input().options().size() == 1, "input");
    require(network.outputs().equals(List.of(Output.of(last))), "outputs");
    for (int i = 0; i <= last; i++) {
      Node node = network.nodes().get(i);
      boolean single = node.branches().size() == 1 && node.branches().get(0).when().always();
      boolean open = node.branches().stream().noneMatch(branch -> branch.when().always());
      require(isLayer(node, i - 1) && (single || open), node.name());
      conditions.add(single ? new int[0] : indices(node));
    }
  }

  private static boolean isLayer(Node node, int before) {
    return node.join() == Join.SUM
        && node.width().options().size() == 1
        && node.branches().stream()
            .allMatch(branch -> branch.from() == before && branch.middle().ofOp());
  }

  private void require(boolean chain, String part) {
    if (!chain) {
      throw new IllegalArgumentException(
          "The engine runs chains of layers of fixed widths, but "
              + network.name()
              + " is another graph at its "
              + part);
    }
  }

  private int[] indices(Node node) {
    List<Condition> all = factors.conditions();
    return node.branches().stream().map(Branch::when).mapToInt(all::indexOf).toArray();
  }

  /**
   * Rejects another size or shape.
   *
   * @throws IllegalArgumentException naming both
   */
  public void check(Batch batch) {
    if (batch.size() != batchSize || !batch.shape().equals(network.input().shape())) {
      throw new IllegalArgumentException(
          "The supernet was built for batches of "
              + batchSize
              + " x "
              + network.input().shape()
              + ", but was given "
              + batch.size()
              + " x "
              + batch.shape());
    }
  }

  /**
   * The factors of each layer: a row, or a row for each example; 1 for a fixed layer.
   *
   * @throws IllegalArgumentException where the gates are of another space or batch
   */
  public float[][][] rows(Gates gates) {
    if (gates.examples() != 1 && gates.examples() != batchSize) {
      throw new IllegalArgumentException(
          network.name()
              + " takes batches of "
              + batchSize
              + ", but the gates are of "
              + gates.examples()
              + " examples");
    }
    float[][] of = factors.of(gates);
    float[][][] rows = new float[conditions.size()][][];
    for (int i = 0; i < rows.length; i++) {
      int[] indices = conditions.get(i);
      rows[i] = indices.length == 0 ? ALWAYS : rows(of, indices, gates.examples());
    }
    return rows;
  }

  private static float[][] rows(float[][] factors, int[] indices, int examples) {
    float[][] rows = new float[examples][indices.length];
    for (int example = 0; example < examples; example++) {
      for (int i = 0; i < indices.length; i++) {
        rows[example][i] = factors[indices[i]][example];
      }
    }
    return rows;
  }

  /**
   * The gradient by the gates.
   *
   * @param rows by the factors of each layer, as {@link #rows} has them
   */
  public float[][] gateGradient(float[][][] rows, Gates gates) {
    float[][] byFactor = new float[factors.conditions().size()][gates.examples()];
    for (int layer = 0; layer < rows.length; layer++) {
      int[] indices = conditions.get(layer);
      for (int example = 0; example < rows[layer].length; example++) {
        for (int i = 0; i < indices.length; i++) {
          byFactor[indices[i]][example] += rows[layer][example][i];
        }
      }
    }
    return factors.gateGradient(byFactor, gates);
  }
}

package org.fbnetspark.net.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.net.SgdStep;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network as a graph of DL4J's own layers, to be trained by DL4J, with its weights and momentum
 * as our vectors.
 *
 * <p>DL4J's step differs from {@link org.fbnetspark.net.Supernet#trainWeights}: with velocity v,
 *
 * <pre>v = momentum * v - learningRate * gradient;  w = w + momentum * v - learningRate * gradient
 * </pre>
 *
 * (Nesterov's, as DL4J's {@code Nesterovs} has it), and weight decay reaches the weights of
 * convolutions and classifier, but neither biases nor normalisations. What stands for the momentum
 * is v, so that a training that goes on has the very state of its optimiser.
 */
public final class TrainableGraph {

  private final ComputationGraph graph;
  private final GraphWeights weights;
  private final int[] velocities;

  /**
   * The graph of a network.
   *
   * @param training learning rate, momentum, weight decay and rate of dropout
   * @param seed of what DL4J draws before weights are loaded
   * @throws IllegalArgumentException where there are {@link #problems}
   */
  public TrainableGraph(Network network, SgdStep training, long seed) {
    List<String> problems = problems(network);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    graph = new ComputationGraph(Dl4jNetwork.configuration(network, training, seed));
    graph.init();
    weights = new GraphWeights(network, graph);
    velocities = velocities(graph, weights.places());
  }

  /**
   * Why DL4J would train another network than this one; empty where it trains it as it is. Its
   * convolutions have no groups: the zeros that stand between them would move with the first step.
   */
  public static List<String> problems(Network network) {
    List<String> problems = new ArrayList<>();
    for (Block layer : network.chain()) {
      if (layer.op().groups() > 1) {
        problems.add(
            "layer "
                + layer.name()
                + " is "
                + layer.op().code()
                + ", but DL4J trains no convolutions in "
                + layer.op().groups()
                + " groups");
      }
    }
    return problems;
  }

  /** The graph itself; what trains it is seen by {@link #weights()}. */
  public ComputationGraph graph() {
    return graph;
  }

  /**
   * Copies weights and their velocities in, to train on from them.
   *
   * @param learningRate of the steps that follow
   */
  public void load(Weights from, double learningRate) {
    // First, for it gives the graph an updater anew.
    graph.setLearningRate(learningRate);
    weights.copyIn(from.values());
    INDArray state = graph.getUpdater().getStateViewArray();
    float[] values = new float[Math.toIntExact(state.length())];
    GraphWeights.scatter(from.momentum(), velocities, values);
    graph.getUpdater().setStateViewArray(Nd4j.create(values, state.shape(), 'c'));
  }

  /** A copy of the weights and their velocities. */
  public Weights weights() {
    float[] state = graph.getUpdater().getStateViewArray().dup().data().asFloat();
    return new Weights(weights.copyOut(), GraphWeights.gather(state, velocities));
  }

  /**
   * The place of each weight's velocity in the state of the graph's updater. The state goes through
   * the parameters in their order, but has nothing for mean and variance of normalisations.
   *
   * @param places of the weights among the parameters
   */
  private static int[] velocities(ComputationGraph graph, int[] places) {
    int[] parameterToState = new int[Math.toIntExact(graph.numParams())];
    Arrays.fill(parameterToState, -1);
    for (UpdaterBlock block : graph.getUpdater().getUpdaterBlocks()) {
      boolean stateful = block.getUpdaterViewOffsetEnd() > block.getUpdaterViewOffsetStart();
      for (int i = block.getParamOffsetStart(); stateful && i < block.getParamOffsetEnd(); i++) {
        parameterToState[i] = block.getUpdaterViewOffsetStart() + i - block.getParamOffsetStart();
      }
    }
    return Arrays.stream(places).map(place -> parameterToState[place]).toArray();
  }
}

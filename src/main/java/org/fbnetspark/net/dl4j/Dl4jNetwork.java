package org.fbnetspark.net.dl4j;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.net.SgdStep;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * A network as a graph of DL4J's own layers. It reads {@code [example, channel, height, width]} and
 * gives the softmax of the class scores.
 *
 * <p>DL4J has neither grouped convolutions nor a channel shuffle. A grouped 1x1 convolution is a
 * dense one in which the weights between groups are 0, and the shuffle is in the order in which the
 * weights behind it are stored: what the graph computes is the same. What it learns is not, for in
 * training the zeros move; a network without groups trains as it is.
 */
public final class Dl4jNetwork {

  private Dl4jNetwork() {}

  /**
   * The graph, to be trained on the cross-entropy of its classes by DL4J: SGD with the momentum of
   * Nesterov, which is DL4J's only one, and weight decay added to the gradient of convolution and
   * classifier weights. Weights begin as He et al. 2015, normal with variance 2 / fan-in.
   *
   * @param training learning rate, momentum, weight decay and the rate of dropout of what the
   *     classifier reads; label smoothing belongs to the labels
   * @param seed of the weights
   * @throws IllegalArgumentException where DL4J has no layers for an op
   */
  public static ComputationGraphConfiguration configuration(
      Network network, SgdStep training, long seed) {
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(new Nesterovs(training.learningRate(), training.momentum()))
            .l2(training.weightDecay())
            .weightInit(WeightInit.RELU)
            .activation(Activation.IDENTITY)
            .graphBuilder()
            .addInputs(GraphLayers.INPUT);
    ImageShape image = network.input().shape();
    String last = new GraphLayers(graph, training.dropout().rate()).add(network);
    return graph
        .setOutputs(last)
        .setInputTypes(InputType.convolutional(image.height(), image.width(), image.channels()))
        .build();
  }

  /** The graph of a trained network with its weights and statistics, ready for use. */
  public static ComputationGraph of(TrainedModel model, SgdStep training, long seed) {
    ComputationGraph graph =
        new ComputationGraph(configuration(model.architecture(), training, seed));
    graph.init();
    new GraphWeights(model.architecture(), graph).copyIn(model.weights(), model.statistics());
    return graph;
  }

  /**
   * The bytes of the file that {@link ModelSerializer#restoreComputationGraph} opens, without the
   * state of training; the same graph gives the same ones.
   */
  public static byte[] bytes(ComputationGraph graph) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try {
      ModelSerializer.writeModel(graph, written, false);
      return TimelessZip.of(written.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("A graph could not be written to memory", e);
    }
  }
}

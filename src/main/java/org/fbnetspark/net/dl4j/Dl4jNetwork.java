package org.fbnetspark.net.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.train.WeightLayout;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * An architecture as a graph of DL4J's own layers, so that DL4J alone opens, uses and trains it. It
 * reads images as {@code [batch, channel, height, width]} and gives probabilities. DL4J has no
 * grouped convolution: one is dense with zeros, and the channel shuffle behind it is the order of
 * its outputs.
 */
final class Dl4jNetwork {

  static final String INPUT = "images";

  private final Architecture network;
  private final List<Copy> copies = new ArrayList<>();
  private final ComputationGraphConfiguration.GraphBuilder graph;
  private String last = INPUT;

  /**
   * Where a layer of the graph has its values from.
   *
   * @param vertex name of the layer in the graph
   * @param layer index in the architecture
   * @param prefix of the tensors' roles, such as {@code expand.}
   * @param kind of the layer
   * @param groups of the convolution
   * @param shuffled whether a channel shuffle follows
   */
  record Copy(String vertex, int layer, String prefix, Kind kind, int groups, boolean shuffled) {}

  /** What there is to copy. */
  enum Kind {
    CONVOLUTION,
    DEPTHWISE,
    NORMALISATION,
    CLASSIFIER,
    SHUFFLE
  }

  /**
   * Builds the configuration.
   *
   * @throws IllegalArgumentException for an op that has no counterpart
   */
  Dl4jNetwork(Architecture network) {
    this.network = network;
    graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .weightInit(WeightInit.RELU)
            .updater(new Nesterovs(0.05, 0.9))
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(
                InputType.convolutional(
                    network.input().height(), network.input().width(), network.input().channels()));
    for (int i = 0; i < network.layers().size(); i++) {
      add(i, network.layers().get(i));
    }
    graph.setOutputs(last);
  }

  ComputationGraphConfiguration configuration() {
    return graph.build();
  }

  /** What to copy, layer by layer. */
  List<Copy> copies() {
    return List.copyOf(copies);
  }

  Architecture architecture() {
    return network;
  }

  private void add(int index, Architecture.Layer layer) {
    Op op = layer.op();
    Placement at = layer.placement();
    int in = at.input().channels();
    if (op instanceof MbConv block) {
      block(index, layer.name(), block, at);
    } else if (op instanceof Conv conv) {
      convolution(index, layer.name(), "", conv.kernel(), at.stride(), in, at.outChannels());
      activation(layer.name());
    } else if (op instanceof Skip && !at.keepsShape()) {
      convolution(index, layer.name(), "", 1, at.stride(), in, at.outChannels());
      activation(layer.name());
    } else if (op instanceof GlobalPool) {
      graph.addLayer(layer.name(), new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), last);
      last = layer.name();
    } else if (op instanceof Linear && at.input().positions() == 1) {
      graph.addLayer(
          layer.name(),
          new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
              .activation(Activation.SOFTMAX)
              .nIn(in)
              .nOut(at.outChannels())
              .build(),
          last);
      copies.add(new Copy(layer.name(), index, "", Kind.CLASSIFIER, 1, false));
      last = layer.name();
    } else if (!(op instanceof Skip)) {
      throw new IllegalArgumentException(
          "DL4J's layers cannot be " + op.code() + " of " + at.input());
    }
  }

  private void block(int index, String name, MbConv block, Placement at) {
    String input = last;
    int in = at.input().channels();
    int middle = block.middleChannels(at);
    boolean shuffled = block.groups() > 1;
    if (block.expands()) {
      grouped(index, name, "expand.", in, middle, block.groups(), shuffled);
      activation(name + ".expand");
    } else if (shuffled) {
      pointwise(name + ".shuffle", middle, middle);
      copies.add(new Copy(last, index, "", Kind.SHUFFLE, block.groups(), true));
    }
    for (int d = 0; d < block.depthwiseLayers(); d++) {
      String prefix = "depthwise" + d + ".";
      String vertex = name + "." + prefix + "conv";
      int k = block.kernel();
      int stride = d == 0 ? at.stride() : 1;
      graph.addLayer(
          vertex,
          new DepthwiseConvolution2D.Builder(k, k)
              .depthMultiplier(1)
              .nIn(middle)
              .nOut(middle)
              .stride(stride, stride)
              .padding(k / 2, k / 2)
              .convolutionMode(ConvolutionMode.Truncate)
              .hasBias(false)
              .activation(Activation.IDENTITY)
              .build(),
          last);
      copies.add(new Copy(vertex, index, prefix, Kind.DEPTHWISE, 1, false));
      last = vertex;
      normalisation(index, name, prefix, middle, 1, false);
      activation(name + "." + prefix + "out");
    }
    grouped(index, name, "project.", middle, at.outChannels(), block.groups(), false);
    if (at.keepsShape()) {
      graph.addVertex(name + ".sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), last, input);
      last = name + ".sum";
    }
  }

  private void grouped(
      int index, String name, String prefix, int in, int out, int groups, boolean shuffled) {
    pointwise(name + "." + prefix + "conv", in, out);
    copies.add(new Copy(last, index, prefix, Kind.CONVOLUTION, groups, shuffled));
    normalisation(index, name, prefix, out, groups, shuffled);
  }

  private void pointwise(String vertex, int in, int out) {
    graph.addLayer(vertex, convolution(1, 1, in, out), last);
    last = vertex;
  }

  private void convolution(
      int index, String name, String prefix, int kernel, int stride, int in, int out) {
    String vertex = name + "." + prefix + "conv";
    graph.addLayer(vertex, convolution(kernel, stride, in, out), last);
    copies.add(new Copy(vertex, index, prefix, Kind.CONVOLUTION, 1, false));
    last = vertex;
    normalisation(index, name, prefix, out, 1, false);
  }

  private static ConvolutionLayer convolution(int kernel, int stride, int in, int out) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nIn(in)
        .nOut(out)
        .stride(stride, stride)
        .padding(kernel / 2, kernel / 2)
        .convolutionMode(ConvolutionMode.Truncate)
        .hasBias(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  private void normalisation(
      int index, String name, String prefix, int channels, int groups, boolean shuffled) {
    String vertex = name + "." + prefix + "norm";
    graph.addLayer(
        vertex,
        new BatchNormalization.Builder()
            .nIn(channels)
            .nOut(channels)
            .eps(WeightLayout.VARIANCE_EPSILON)
            .useLogStd(false)
            .build(),
        last);
    copies.add(new Copy(vertex, index, prefix, Kind.NORMALISATION, groups, shuffled));
    last = vertex;
  }

  private void activation(String name) {
    graph.addLayer(name + ".relu", new ActivationLayer(Activation.RELU), last);
    last = name + ".relu";
  }
}

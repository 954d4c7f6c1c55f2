package org.fbnetspark.net.dl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.net.kernel.BatchNorm;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Adds DL4J's layers for a network to a graph. A layer is named after ours and its role there, such
 * as {@code stage2.layer1.expand}; its normalisation and activation follow under that name with
 * {@code .norm} and {@code .relu}.
 */
final class GraphLayers {

  static final String INPUT = "images";
  static final String ONLY_CONVOLUTION = "conv";

  /** DL4J's default: share of the running statistics that a batch leaves. */
  private static final double STATISTICS_DECAY = 0.9;

  private final ComputationGraphConfiguration.GraphBuilder graph;
  private final double dropout;

  /**
   * Layers that go into a graph.
   *
   * @param dropout probability that a value that the classifier reads is dropped in training
   */
  GraphLayers(ComputationGraphConfiguration.GraphBuilder graph, double dropout) {
    this.graph = graph;
    this.dropout = dropout;
  }

  /** Name of the normalisation behind a convolution. */
  static String norm(String convolution) {
    return convolution + ".norm";
  }

  /**
   * Adds every layer.
   *
   * @return name of the last one
   */
  String add(Architecture network) {
    String x = INPUT;
    for (Architecture.Layer layer : network.layers()) {
      x = op(layer.name(), layer.op(), layer.placement(), x);
    }
    return x;
  }

  private String op(String name, Op op, Placement at, String x) {
    if (op instanceof MbConv mb) {
      return block(name, mb, at, x);
    } else if (op instanceof Conv conv) {
      return relu(full(name, ONLY_CONVOLUTION, conv.kernel(), at.stride(), at.outChannels(), x));
    } else if (op instanceof Skip) {
      return at.keepsShape()
          ? x
          : relu(full(name, ONLY_CONVOLUTION, 1, at.stride(), at.outChannels(), x));
    } else if (op instanceof GlobalPool) {
      return layer(
          name,
          new GlobalPoolingLayer.Builder(PoolingType.AVG).collapseDimensions(false).build(),
          x);
    } else if (op instanceof Linear) {
      return classifier(name, at.outChannels(), x);
    }
    throw new IllegalArgumentException("DL4J has no layers for the op " + op.code());
  }

  private String classifier(String name, int classes, String x) {
    OutputLayer.Builder layer =
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .nOut(classes);
    if (dropout > 0) {
      // DL4J asks for the probability that a value is kept.
      layer.dropOut(1 - dropout);
    }
    return layer(name, layer.build(), x);
  }

  private String block(String name, MbConv mb, Placement at, String x) {
    int middle = mb.middleChannels(at);
    String y = x;
    if (mb.expands()) {
      y = relu(full(name, "expand", 1, 1, middle, y));
    }
    for (int d = 0; d < mb.depthwiseLayers(); d++) {
      y = relu(depthwise(name, "depthwise" + d, mb.kernel(), d == 0 ? at.stride() : 1, y));
    }
    y = full(name, "project", 1, 1, at.outChannels(), y);
    if (at.keepsShape()) {
      graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), x, y);
      return name;
    }
    return y;
  }

  private String full(String name, String role, int kernel, int stride, int out, String x) {
    return normalised(
        name + "." + role,
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .padding(kernel / 2, kernel / 2)
            .convolutionMode(ConvolutionMode.Truncate)
            .hasBias(false)
            .nOut(out)
            .build(),
        x);
  }

  private String depthwise(String name, String role, int kernel, int stride, String x) {
    return normalised(
        name + "." + role,
        new DepthwiseConvolution2D.Builder(kernel, kernel)
            .depthMultiplier(1)
            .stride(stride, stride)
            .padding(kernel / 2, kernel / 2)
            .convolutionMode(ConvolutionMode.Truncate)
            .hasBias(false)
            .build(),
        x);
  }

  private String normalised(String name, Layer convolution, String x) {
    return layer(
        norm(name),
        new BatchNormalization.Builder()
            .eps(BatchNorm.EPSILON)
            .decay(STATISTICS_DECAY)
            // The variance itself, so that statistics go in as they are.
            .useLogStd(false)
            .build(),
        layer(name, convolution, x));
  }

  private String relu(String x) {
    return layer(x + ".relu", new ActivationLayer(Activation.RELU), x);
  }

  private String layer(String name, Layer layer, String x) {
    graph.addLayer(name, layer, x);
    return name;
  }
}

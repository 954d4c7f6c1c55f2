package org.fbnetspark.net.dl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.AuxiliaryHead;
import org.fbnetspark.domain.op.BareConv;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpVisitor;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.SeparableConv;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.domain.op.Zero;
import org.fbnetspark.domain.train.PopulationStatistics;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Adds DL4J's layers for a network to a graph. A layer is named after ours and its role there, such
 * as {@code stage2.layer1.expand}; its normalisation and activation follow under that name with
 * {@code .norm} and {@code .relu}, {@code .relu6} or {@code .hardswish}.
 *
 * <p>DL4J has no hard swish, and its hard sigmoid rises by a fifth where ours rises by a sixth: its
 * input is scaled. A product of maps wants maps of one size, so that the factors of squeeze and
 * excitation are spread over the positions first.
 */
final class GraphLayers {

  static final String INPUT = "images";
  static final String ONLY_CONVOLUTION = "conv";
  static final String SQUEEZE = "squeeze";
  static final String EXCITE = "excite";

  /** DL4J's default: share of the running statistics that a batch leaves. */
  private static final double STATISTICS_DECAY = 0.9;

  /** Slope of ours by the slope of DL4J's. */
  private static final double HARD_SIGMOID_SCALE = 5.0 / 6;

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
  String add(Network network) {
    String x = INPUT;
    for (Block layer : network.chain()) {
      x = layer.op().accept(new Behind(layer.name(), layer.placement(), x));
    }
    return x;
  }

  /** Adds the layers of an op behind a layer x, and gives the name of the last. */
  private final class Behind implements OpVisitor<String> {
    private final String name;
    private final Placement at;
    private final String x;

    Behind(String name, Placement at, String x) {
      this.name = name;
      this.at = at;
      this.x = x;
    }

    @Override
    public String conv(Conv conv) {
      return convolution(conv.kernel(), conv.activation());
    }

    @Override
    public String mbConv(MbConv mb) {
      return block(name, mb, at, x);
    }

    @Override
    public String skip(Skip skip) {
      return at.keepsShape() ? x : convolution(1, Activation.RELU);
    }

    @Override
    public String globalPool(GlobalPool pool) {
      return mean(name, x);
    }

    @Override
    public String hidden(Hidden hidden) {
      String product = layer(name + "." + ONLY_CONVOLUTION, pointwise(at.outChannels()), x);
      return activation(hidden.activation(), product);
    }

    @Override
    public String linear(Linear linear) {
      return classifier(name, at.outChannels(), x);
    }

    @Override
    public String separableConv(SeparableConv conv) {
      throw unwritten(conv);
    }

    @Override
    public String windowPool(WindowPool pool) {
      throw unwritten(pool);
    }

    @Override
    public String factorizedReduce(FactorizedReduce reduce) {
      throw unwritten(reduce);
    }

    @Override
    public String bareConv(BareConv conv) {
      throw unwritten(conv);
    }

    @Override
    public String zero(Zero zero) {
      throw unwritten(zero);
    }

    @Override
    public String auxiliaryHead(AuxiliaryHead head) {
      throw unwritten(head);
    }

    private IllegalArgumentException unwritten(Op op) {
      return new IllegalArgumentException(
          "Layer "
              + name
              + " is "
              + op.code()
              + ", an op of cells, for which no DL4J layer is built");
    }

    private String convolution(int kernel, Activation activation) {
      return activation(
          activation, full(name, ONLY_CONVOLUTION, kernel, at.stride(), at.outChannels(), x));
    }
  }

  private String classifier(String name, int classes, String x) {
    OutputLayer.Builder layer =
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .activation(new ActivationSoftmax())
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
      y = activation(mb.activation(), full(name, "expand", 1, 1, middle, y));
    }
    for (int d = 0; d < mb.depthwiseLayers(); d++) {
      int stride = d == 0 ? at.stride() : 1;
      y = activation(mb.activation(), depthwise(name, "depthwise" + d, mb.kernel(), stride, y));
    }
    if (mb.squeezeExcite()) {
      y = squeezeExcite(name, mb, at, y);
    }
    y = full(name, "project", 1, 1, at.outChannels(), y);
    if (at.keepsShape()) {
      graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), x, y);
      return name;
    }
    return y;
  }

  private String squeezeExcite(String name, MbConv mb, Placement at, String x) {
    int squeezed = mb.squeezedChannels(at);
    String y = mean(name + ".squeeze.mean", x);
    y = activation(mb.activation(), layer(name + "." + SQUEEZE, pointwise(squeezed), y));
    y = layer(name + "." + EXCITE, pointwise(mb.middleChannels(at)), y);
    int[] side = {at.output().height(), at.output().width()};
    y = layer(name + ".factors", new Upsampling2D.Builder().size(side).build(), hardSigmoid(y));
    return product(name + ".excited", x, y);
  }

  private static Layer pointwise(int out) {
    return new ConvolutionLayer.Builder(1, 1).nOut(out).build();
  }

  private String mean(String name, String x) {
    return layer(
        name, new GlobalPoolingLayer.Builder(PoolingType.AVG).collapseDimensions(false).build(), x);
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
            .eps(PopulationStatistics.EPSILON)
            .decay(STATISTICS_DECAY)
            // The variance itself, so that statistics go in as they are.
            .useLogStd(false)
            .build(),
        layer(name, convolution, x));
  }

  private String activation(Activation activation, String x) {
    return switch (activation) {
      case RELU -> layer(x + ".relu", new ActivationLayer(new ActivationReLU()), x);
      case RELU6 -> layer(x + ".relu6", new ActivationLayer(new ActivationReLU6()), x);
      case HARD_SWISH -> product(x + ".hardswish", x, hardSigmoid(x));
    };
  }

  private String hardSigmoid(String x) {
    graph.addVertex(x + ".scaled", new ScaleVertex(HARD_SIGMOID_SCALE), x);
    return layer(
        x + ".hardsigmoid", new ActivationLayer(new ActivationHardSigmoid()), x + ".scaled");
  }

  private String product(String name, String x, String y) {
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Product), x, y);
    return name;
  }

  private String layer(String name, Layer layer, String x) {
    graph.addLayer(name, layer, x);
    return name;
  }
}

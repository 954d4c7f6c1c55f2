package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.AuxiliaryHead;
import org.fbnetspark.domain.op.BareConv;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.OpVisitor;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.SeparableConv;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.domain.op.Zero;

/** Builds the layers of one branch from its tensors by role. */
final class LayerFactory implements OpVisitor<Layer> {

  private final Map<String, Parameter> parameters;
  private final StatisticsSource statistics;
  private final Placement at;
  private final List<Mask.Option> middle;
  private final FactorSource factors;
  private final boolean residual;

  private LayerFactory(
      Map<String, Parameter> parameters,
      StatisticsSource statistics,
      Placement at,
      List<Mask.Option> middle,
      FactorSource factors,
      boolean residual) {
    this.parameters = parameters;
    this.statistics = statistics;
    this.at = at;
    this.middle = middle;
    this.factors = factors;
    this.residual = residual;
  }

  /**
   * The branch as a layer.
   *
   * @param parameters by role
   * @param statistics of its normalisations
   * @param middle options of its middle width; empty where there is no choice
   * @param factors of the pass
   * @param residual whether the input is added where the shape is kept
   */
  static Layer branch(
      Block block,
      Map<String, Parameter> parameters,
      StatisticsSource statistics,
      List<Mask.Option> middle,
      FactorSource factors,
      boolean residual) {
    return block
        .op()
        .accept(
            new LayerFactory(parameters, statistics, block.placement(), middle, factors, residual));
  }

  @Override
  public Layer conv(Conv conv) {
    return convolution(activation(conv.activation()));
  }

  @Override
  public Layer skip(Skip skip) {
    return at.keepsShape() ? new Chain(List.of()) : convolution(new Relu());
  }

  private Layer convolution(Layer activation) {
    Layer full = new FullConv(parameters.get("weight"), at.stride());
    return new Chain(List.of(full, batchNorm(""), activation));
  }

  @Override
  public Layer globalPool(GlobalPool pool) {
    return new MeanPool();
  }

  @Override
  public Layer hidden(Hidden hidden) {
    return new Chain(List.of(dense(""), activation(hidden.activation())));
  }

  @Override
  public Layer linear(Linear linear) {
    return dense("");
  }

  @Override
  public Layer mbConv(MbConv mb) {
    List<Layer> layers = new ArrayList<>();
    if (mb.expands()) {
      layers.add(new PointwiseConv(parameters.get("expand.weight"), mb.groups()));
      layers.add(batchNorm("expand."));
      layers.add(activation(mb.activation()));
    }
    if (mb.groups() > 1) {
      layers.add(new ChannelShuffle(mb.groups()));
    }
    for (int d = 0; d < mb.depthwiseLayers(); d++) {
      String prefix = "depthwise" + d + ".";
      int stride = d == 0 ? at.stride() : 1;
      layers.add(new DepthwiseConv(parameters.get(prefix + "weight"), stride, 1));
      layers.add(batchNorm(prefix));
      layers.add(activation(mb.activation()));
    }
    mask(middle).ifPresent(layers::add);
    if (mb.squeezeExcite()) {
      layers.add(new ChannelFactors(squeezeExcite(mb)));
    }
    layers.add(new PointwiseConv(parameters.get("project.weight"), mb.groups()));
    layers.add(batchNorm("project."));
    Layer chain = new Chain(layers);
    return residual && at.keepsShape() ? new Residual(chain) : chain;
  }

  @Override
  public Layer separableConv(SeparableConv conv) {
    List<Layer> layers = new ArrayList<>();
    for (int unit = 0; unit < conv.units(); unit++) {
      layers.add(new Relu());
      layers.add(
          new DepthwiseConv(
              parameters.get("depthwise" + unit + ".weight"),
              conv.stride(unit, at),
              conv.dilation()));
      layers.add(new PointwiseConv(parameters.get("pointwise" + unit + ".weight"), 1));
      layers.add(batchNorm("pointwise" + unit + "."));
    }
    return new Chain(layers);
  }

  @Override
  public Layer windowPool(WindowPool pool) {
    Layer windows =
        switch (pool.kind()) {
          case MAX -> new MaxPool(WindowPool.KERNEL, at.stride());
          case AVG -> new AveragePool(WindowPool.KERNEL, at.stride());
        };
    return new Chain(pool.normalised() ? List.of(windows, batchNorm("")) : List.of(windows));
  }

  @Override
  public Layer factorizedReduce(FactorizedReduce reduce) {
    return new Chain(
        List.of(new Relu(), new SideBySide(List.of(half("even.", 0), half("odd.", 1)))));
  }

  private Layer half(String prefix, int first) {
    return new Chain(
        List.of(
            new EveryOther(first),
            new PointwiseConv(parameters.get(prefix + "weight"), 1),
            batchNorm(prefix)));
  }

  @Override
  public Layer bareConv(BareConv conv) {
    List<Layer> layers = new ArrayList<>();
    if (conv.relu()) {
      layers.add(new Relu());
    }
    layers.add(new FullConv(parameters.get("weight"), at.stride()));
    layers.add(batchNorm(""));
    return new Chain(layers);
  }

  @Override
  public Layer zero(Zero zero) {
    return new Nothing(at.stride());
  }

  @Override
  public Layer auxiliaryHead(AuxiliaryHead head) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Relu());
    layers.add(new CornerMeans());
    layers.add(new PointwiseConv(parameters.get("pointwise.weight"), 1));
    layers.add(batchNorm("pointwise."));
    layers.add(new Relu());
    layers.add(new WholeMapConv(parameters.get("project.weight")));
    if (head.normalised()) {
      layers.add(batchNorm("project."));
    }
    layers.add(new Relu());
    return new Chain(layers);
  }

  /** The squeezed channels of a masked block are those of the block of its width. */
  private Layer squeezeExcite(MbConv mb) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new MeanPool());
    layers.add(dense("squeeze."));
    layers.add(activation(mb.activation()));
    mask(middle.stream()
            .map(
                option ->
                    new Mask.Option(
                        mb.withMiddle(option.channels()).squeezedChannels(at), option.when()))
            .toList())
        .ifPresent(layers::add);
    layers.add(dense("excite."));
    layers.add(new HardSigmoid());
    return new Chain(layers);
  }

  private Optional<Mask> mask(List<Mask.Option> options) {
    return options.isEmpty() ? Optional.empty() : Optional.of(new Mask(options, factors));
  }

  private static Layer activation(Activation activation) {
    return switch (activation) {
      case RELU -> new Relu();
      case RELU6 -> new Relu6();
      case HARD_SWISH -> new HardSwish();
    };
  }

  private Layer dense(String prefix) {
    return new Dense(parameters.get(prefix + "weight"), parameters.get(prefix + "bias"));
  }

  private BatchNorm batchNorm(String prefix) {
    return new BatchNorm(
        parameters.get(prefix + "gamma"), parameters.get(prefix + "beta"), statistics);
  }
}

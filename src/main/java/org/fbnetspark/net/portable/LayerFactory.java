package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.train.WeightLayout;

/** Builds the layers of one branch from its tensors by role. */
final class LayerFactory {

  private final Map<String, Parameter> parameters;
  private final StatisticsSource statistics;

  private LayerFactory(Map<String, Parameter> parameters, StatisticsSource statistics) {
    this.parameters = parameters;
    this.statistics = statistics;
  }

  /**
   * The branch as a layer whose parameters are what {@code parameter} gives for its tensors.
   *
   * @param statistics of its normalisations
   */
  static Layer branch(
      Op op,
      Placement at,
      List<WeightLayout.Tensor> tensors,
      Function<WeightLayout.Tensor, Parameter> parameter,
      StatisticsSource statistics) {
    return new LayerFactory(
            tensors.stream().collect(Collectors.toMap(WeightLayout.Tensor::role, parameter)),
            statistics)
        .layer(op, at);
  }

  private Layer layer(Op op, Placement at) {
    if (op instanceof MbConv mb) {
      return block(mb, at);
    } else if (op instanceof Skip && at.keepsShape()) {
      return new Chain(List.of());
    } else if (op instanceof Conv || op instanceof Skip) {
      Layer full = new FullConv(parameters.get("weight"), at.stride());
      Layer function = op instanceof Conv conv ? activation(conv.activation()) : new Relu();
      return new Chain(List.of(full, batchNorm(""), function));
    } else if (op instanceof GlobalPool) {
      return new MeanPool();
    } else if (op instanceof Linear) {
      return dense("");
    }
    throw new IllegalArgumentException("No layer computes the op " + op.code());
  }

  private Layer block(MbConv mb, Placement at) {
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
      layers.add(new DepthwiseConv(parameters.get(prefix + "weight"), stride));
      layers.add(batchNorm(prefix));
      layers.add(activation(mb.activation()));
    }
    if (mb.squeezeExcite()) {
      layers.add(
          new ChannelFactors(
              new Chain(
                  List.of(
                      new MeanPool(),
                      dense("squeeze."),
                      activation(mb.activation()),
                      dense("excite."),
                      new HardSigmoid()))));
    }
    layers.add(new PointwiseConv(parameters.get("project.weight"), mb.groups()));
    layers.add(batchNorm("project."));
    Layer chain = new Chain(layers);
    return at.keepsShape() ? new Residual(chain) : chain;
  }

  private static Layer activation(Activation activation) {
    return switch (activation) {
      case RELU -> new Relu();
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

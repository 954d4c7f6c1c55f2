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
import org.fbnetspark.domain.op.OpVisitor;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.train.WeightLayout;

/** Builds the nodes of one candidate from its tensors by role. */
final class NodeFactory implements OpVisitor<Node> {

  private final Map<String, Parameter> parameters;
  private final StatisticsSource statistics;
  private final Placement at;

  private NodeFactory(
      Map<String, Parameter> parameters, StatisticsSource statistics, Placement at) {
    this.parameters = parameters;
    this.statistics = statistics;
    this.at = at;
  }

  /**
   * The candidate as a node whose parameters are what {@code parameter} gives for its tensors.
   *
   * @param statistics of its normalisations
   */
  static Node candidate(
      Op op,
      Placement at,
      List<WeightLayout.Tensor> tensors,
      Function<WeightLayout.Tensor, Parameter> parameter,
      StatisticsSource statistics) {
    return op.accept(
        new NodeFactory(
            tensors.stream().collect(Collectors.toMap(WeightLayout.Tensor::role, parameter)),
            statistics,
            at));
  }

  @Override
  public Node conv(Conv conv) {
    return convolution(activation(conv.activation()));
  }

  @Override
  public Node skip(Skip skip) {
    return at.keepsShape() ? new Chain(List.of()) : convolution(new Relu());
  }

  private Node convolution(Node activation) {
    Node full = new FullConv(parameters.get("weight"), at.stride());
    return new Chain(List.of(full, batchNorm(""), activation));
  }

  @Override
  public Node globalPool(GlobalPool pool) {
    return new MeanPool();
  }

  @Override
  public Node linear(Linear linear) {
    return dense("");
  }

  @Override
  public Node mbConv(MbConv mb) {
    List<Node> nodes = new ArrayList<>();
    if (mb.expands()) {
      nodes.add(new PointwiseConv(parameters.get("expand.weight"), mb.groups()));
      nodes.add(batchNorm("expand."));
      nodes.add(activation(mb.activation()));
    }
    if (mb.groups() > 1) {
      nodes.add(new ChannelShuffle(mb.groups()));
    }
    for (int d = 0; d < mb.depthwiseLayers(); d++) {
      String prefix = "depthwise" + d + ".";
      int stride = d == 0 ? at.stride() : 1;
      nodes.add(new DepthwiseConv(parameters.get(prefix + "weight"), stride));
      nodes.add(batchNorm(prefix));
      nodes.add(activation(mb.activation()));
    }
    if (mb.squeezeExcite()) {
      nodes.add(
          new ChannelFactors(
              new Chain(
                  List.of(
                      new MeanPool(),
                      dense("squeeze."),
                      activation(mb.activation()),
                      dense("excite."),
                      new HardSigmoid()))));
    }
    nodes.add(new PointwiseConv(parameters.get("project.weight"), mb.groups()));
    nodes.add(batchNorm("project."));
    Node chain = new Chain(nodes);
    return at.keepsShape() ? new Residual(chain) : chain;
  }

  private static Node activation(Activation activation) {
    return switch (activation) {
      case RELU -> new Relu();
      case HARD_SWISH -> new HardSwish();
    };
  }

  private Node dense(String prefix) {
    return new Dense(parameters.get(prefix + "weight"), parameters.get(prefix + "bias"));
  }

  private BatchNorm batchNorm(String prefix) {
    return new BatchNorm(
        parameters.get(prefix + "gamma"), parameters.get(prefix + "beta"), statistics);
  }
}

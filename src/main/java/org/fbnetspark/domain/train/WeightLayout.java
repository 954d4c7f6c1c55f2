package org.fbnetspark.domain.train;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.random.SeedTree;

/**
 * Where each tensor of a network lies in its flat weight vector: the form in which weights travel,
 * are averaged and are stored, the same for every engine. Tensors have the axes of the common
 * frameworks: convolutions {@code [out, in / groups, height, width]}, depthwise {@code [channel,
 * height, width]}, classifier {@code [class, in]}, the products of squeeze and excitation {@code
 * [out, in]}; nodes in order, in a node the branches in order, in a branch the tensors from input
 * to output, after each convolution its batch normalisation's gamma and beta; behind the branches
 * of a learned sum a weight for each of them.
 */
public final class WeightLayout {

  /** How a tensor begins. */
  public enum Init {
    /** Normal with variance 2 / fan-out (He et al. 2015). */
    HE_FAN_OUT,
    /** Normal with standard deviation 0.01. */
    SMALL_NORMAL,
    /** Ones. */
    ONE,
    /** Zeros. */
    ZERO
  }

  /**
   * One tensor.
   *
   * @param layer index of the node in the network
   * @param candidate index of the branch in the node; of weights of the node's own, the number of
   *     its branches
   * @param role such as {@code expand.weight}, {@code depthwise0.gamma}, {@code squeeze.bias},
   *     {@code bias}
   * @param shape axes, outermost first
   * @param offset first position in the weight vector
   * @param init how it begins
   * @param fanOut outputs that one input reaches, for {@link Init#HE_FAN_OUT}
   */
  public record Tensor(
      int layer,
      int candidate,
      String role,
      List<Integer> shape,
      int offset,
      Init init,
      int fanOut) {

    /** Number of values. */
    public int length() {
      return shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    }

    /** The role of the parameter that a statistic stands beside; any other role as it is. */
    public String parameterRole() {
      return role.endsWith(MEAN)
          ? prefix(MEAN) + GAMMA
          : role.endsWith(VARIANCE) ? prefix(VARIANCE) + BETA : role;
    }

    /** Whether the values are variances, none of which is negative. */
    public boolean variance() {
      return role.endsWith(VARIANCE);
    }

    /** Whether this statistic belongs to that gamma or beta. */
    public boolean standsBeside(Tensor parameter) {
      return parameter.layer == layer
          && parameter.candidate == candidate
          && parameter.role.equals(parameterRole());
    }

    private String prefix(String ending) {
      return role.substring(0, role.length() - ending.length());
    }

    private Tensor as(String newRole, int newOffset) {
      return new Tensor(layer, candidate, newRole, shape, newOffset, Init.ZERO, 0);
    }
  }

  private static final String GAMMA = "gamma";
  private static final String BETA = "beta";
  private static final String MEAN = "mean";
  private static final String VARIANCE = "variance";

  private final List<Tensor> tensors = new ArrayList<>();
  private int length;

  /**
   * Lays out the weights of every branch of every node.
   *
   * @throws IllegalArgumentException where they are too many for one vector
   */
  public WeightLayout(Network network) {
    for (int node = 0; node < network.nodes().size(); node++) {
      List<Block> blocks = network.blocks(node);
      for (int branch = 0; branch < blocks.size(); branch++) {
        try {
          new Writer(node, branch).op(blocks.get(branch).op(), blocks.get(branch).placement());
        } catch (ArithmeticException overflow) {
          throw new IllegalArgumentException(
              "Layer "
                  + blocks.get(branch).name()
                  + " of "
                  + network.name()
                  + " makes more weights than a network can have ("
                  + Integer.MAX_VALUE
                  + ")",
              overflow);
        }
      }
      if (network.nodes().get(node).join() == Join.LEARNED_SUM) {
        new Writer(node, blocks.size()).learnedSum(blocks.size());
      }
    }
  }

  /** Every tensor in the order of the weight vector. */
  public List<Tensor> tensors() {
    return List.copyOf(tensors);
  }

  /** The tensors of one candidate, from input to output. */
  public List<Tensor> tensors(int layer, int candidate) {
    return tensors.stream().filter(t -> t.layer() == layer && t.candidate() == candidate).toList();
  }

  /** Length of the weight vector. */
  public int length() {
    return length;
  }

  /**
   * Where each mean and variance of a network's normalisations lies in their own flat vector: for
   * each gamma of the weights the {@code mean} of its channels, for the beta behind it the {@code
   * variance}.
   */
  public List<Tensor> statistics() {
    List<Tensor> statistics = new ArrayList<>();
    int offset = 0;
    for (Tensor tensor : tensors) {
      String role =
          tensor.role().endsWith(GAMMA)
              ? tensor.prefix(GAMMA) + MEAN
              : tensor.role().endsWith(BETA) ? tensor.prefix(BETA) + VARIANCE : "";
      if (!role.isEmpty()) {
        statistics.add(tensor.as(role, offset));
        offset += tensor.length();
      }
    }
    return statistics;
  }

  /** Length of the vector of statistics. */
  public int statisticsLength() {
    return statistics().stream().mapToInt(Tensor::length).sum();
  }

  /** Weights before the first step; the seed alone decides them. */
  public float[] initialWeights(SeedTree seeds) {
    float[] weights = new float[length];
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      RandomGenerator random = seeds.child(i).generator();
      double deviation = tensor.init() == Init.HE_FAN_OUT ? Math.sqrt(2.0 / tensor.fanOut()) : 0.01;
      for (int j = tensor.offset(); j < tensor.offset() + tensor.length(); j++) {
        weights[j] =
            switch (tensor.init()) {
              case HE_FAN_OUT, SMALL_NORMAL -> (float) (random.nextGaussian() * deviation);
              case ONE -> 1f;
              case ZERO -> 0f;
            };
      }
    }
    return weights;
  }

  private final class Writer {
    private final int layer;
    private final int candidate;

    Writer(int layer, int candidate) {
      this.layer = layer;
      this.candidate = candidate;
    }

    void op(Op op, Placement at) {
      int in = at.input().channels();
      int out = at.outChannels();
      if (op instanceof MbConv mb) {
        block(mb, at);
      } else if (op instanceof Conv conv) {
        int k = conv.kernel();
        convolution("", k * k * out, List.of(out, in, k, k));
      } else if (op instanceof Skip && !at.keepsShape()) {
        convolution("", out, List.of(out, in, 1, 1));
      } else if (op instanceof Linear) {
        add("weight", List.of(out, Math.toIntExact(at.input().elements())), Init.SMALL_NORMAL, 0);
        add("bias", List.of(out), Init.ZERO, 0);
      }
    }

    void learnedSum(int branches) {
      add("join.weight", List.of(branches), Init.ZERO, 0);
    }

    private void block(MbConv mb, Placement at) {
      int in = at.input().channels();
      int middle = mb.middleChannels(at);
      int out = at.outChannels();
      if (mb.expands()) {
        convolution("expand.", middle / mb.groups(), List.of(middle, in / mb.groups(), 1, 1));
      }
      for (int d = 0; d < mb.depthwiseLayers(); d++) {
        int k = mb.kernel();
        convolution("depthwise" + d + ".", k * k, List.of(middle, k, k));
      }
      if (mb.squeezeExcite()) {
        int squeezed = mb.squeezedChannels(at);
        product("squeeze.", squeezed, middle);
        product("excite.", middle, squeezed);
      }
      convolution("project.", out / mb.groups(), List.of(out, middle / mb.groups(), 1, 1));
    }

    private void convolution(String prefix, int fanOut, List<Integer> shape) {
      add(prefix + "weight", shape, Init.HE_FAN_OUT, fanOut);
      add(prefix + GAMMA, List.of(shape.get(0)), Init.ONE, 0);
      add(prefix + BETA, List.of(shape.get(0)), Init.ZERO, 0);
    }

    private void product(String prefix, int out, int in) {
      add(prefix + "weight", List.of(out, in), Init.HE_FAN_OUT, out);
      add(prefix + "bias", List.of(out), Init.ZERO, 0);
    }

    private void add(String role, List<Integer> shape, Init init, int fanOut) {
      Tensor tensor = new Tensor(layer, candidate, role, shape, length, init, fanOut);
      tensors.add(tensor);
      length = Math.addExact(length, tensor.length());
    }
  }
}

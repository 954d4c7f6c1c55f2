package org.fbnetspark.domain.train;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;

/**
 * Where each tensor of a network lies in its flat weight vector: the form in which weights travel,
 * are averaged and are stored, the same for every engine. Tensors have the axes of the common
 * frameworks: convolutions {@code [out, in / groups, height, width]}, depthwise {@code [channel,
 * height, width]}, classifier {@code [class, in]}, hidden layer and the products of squeeze and
 * excitation {@code [out, in]}; nodes in order, in a node the branches in order, in a branch the
 * tensors from input to output, after each convolution its batch normalisation's gamma and beta;
 * behind the branches of a learned sum a weight for each of them. A normalisation without scale and
 * shift has no weights, only statistics.
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
    ZERO,
    /** No weight at all: the gamma of 1 or the beta of 0 of a normalisation that has none. */
    FIXED
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
      int length = 1;
      for (int axis : shape) {
        length = Math.multiplyExact(length, axis);
      }
      return length;
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

  static final String GAMMA = "gamma";
  static final String BETA = "beta";
  private static final String MEAN = "mean";
  private static final String VARIANCE = "variance";

  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Tensor> statistics = new ArrayList<>();
  private int length;
  private int statisticsLength;

  /**
   * Lays out the weights of every branch of every node.
   *
   * @throws IllegalArgumentException where they are too many for one vector
   */
  public WeightLayout(Network network) {
    List<List<Block>> all = network.blocksByNode();
    for (int node = 0; node < all.size(); node++) {
      List<Block> blocks = all.get(node);
      for (int branch = 0; branch < blocks.size(); branch++) {
        try {
          Block block = blocks.get(branch);
          for (OpTensors.Part part : block.op().accept(new OpTensors(block.placement()))) {
            add(node, branch, part);
          }
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
        add(node, blocks.size(), OpTensors.learnedSum(blocks.size()));
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
   * each gamma the {@code mean} of its channels, for the beta behind it the {@code variance}, also
   * of normalisations that neither scale nor shift.
   */
  public List<Tensor> statistics() {
    return List.copyOf(statistics);
  }

  /** Length of the vector of statistics. */
  public int statisticsLength() {
    return statisticsLength;
  }

  /** Weights before the first step; the seed alone decides them. */
  public float[] initialWeights(SeedTree seeds) {
    float[] weights = new float[length];
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      RandomGenerator random = seeds.child(i).generator();
      double deviation = tensor.init() == Init.HE_FAN_OUT ? Math.sqrt(2.0 / tensor.fanOut()) : 0.01;
      int end = tensor.offset() + tensor.length();
      for (int j = tensor.offset(); j < end; j++) {
        weights[j] =
            switch (tensor.init()) {
              case HE_FAN_OUT, SMALL_NORMAL -> (float) (random.nextGaussian() * deviation);
              case ONE -> 1f;
              case ZERO, FIXED -> 0f;
            };
      }
    }
    return weights;
  }

  private void add(int layer, int candidate, OpTensors.Part part) {
    Tensor tensor =
        new Tensor(layer, candidate, part.role(), part.shape(), length, part.init(), part.fanOut());
    if (tensor.init() != Init.FIXED) {
      tensors.add(tensor);
      length = Math.addExact(length, tensor.length());
    }
    if (tensor.role().endsWith(GAMMA)) {
      addStatistic(tensor, tensor.prefix(GAMMA) + MEAN);
    } else if (tensor.role().endsWith(BETA)) {
      addStatistic(tensor, tensor.prefix(BETA) + VARIANCE);
    }
  }

  private void addStatistic(Tensor parameter, String role) {
    statistics.add(parameter.as(role, statisticsLength));
    statisticsLength = Math.addExact(statisticsLength, parameter.length());
  }
}

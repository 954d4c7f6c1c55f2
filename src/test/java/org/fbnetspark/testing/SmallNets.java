package org.fbnetspark.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.portable.PortableSupernet;

/** Small spaces, batches and gates for tests of engines. */
public final class SmallNets {

  public static final int CLASSES = 3;

  private static final int STATISTICS_BATCH = 32;
  private static final float LARGEST_SCORE = 5;

  /** The nine candidates of FBNetV1, in the paper's order. */
  public static final List<Op> NINE =
      List.of(
          new MbConv(3, 1, 1),
          new MbConv(3, 1, 2),
          new MbConv(3, 3, 1),
          new MbConv(3, 6, 1),
          new MbConv(5, 1, 1),
          new MbConv(5, 1, 2),
          new MbConv(5, 3, 1),
          new MbConv(5, 6, 1),
          new Skip());

  /** Blocks with other activations and with squeeze and excitation, in every form, among others. */
  public static final List<Op> NEWER =
      ops(
          "mb_k3_e3",
          "mb_k3_e3_hs",
          "mb_k5_e1_hs",
          "mb_k3_e3_se",
          "mb_k3_e6_se_hs",
          "mb_k5_e1_g2_se",
          "mb_k5_e3_g2_se_hs",
          "mb_k33_e2_se_hs",
          "mb_k3_e1_noexpand_se",
          "mb_k3_e1_g2_noexpand_hs",
          "skip");

  /** Blocks with ReLU6 in every form, among others. */
  public static final List<Op> CAPPED =
      ops(
          "mb_k3_e3_r6",
          "mb_k7_e6_r6",
          "mb_k3_e1_noexpand_r6",
          "mb_k5_e1_g2_r6",
          "mb_k33_e2_se_r6",
          "mb_k3_e3",
          "mb_k3_e3_hs",
          "skip");

  private SmallNets() {}

  /** The ops of these codes. */
  public static List<Op> ops(String... codes) {
    return Arrays.stream(codes).map(code -> OpCode.parse(code).orElseThrow()).toList();
  }

  /** One choice between these candidates, then a classifier of its values. */
  public static Space oneChoice(List<Op> candidates, Placement at) {
    return chain("one-choice", List.of(new ChainLayer("choice", candidates, at)), false);
  }

  /** Stem, these choices, last 1x1 convolution, pooling, classifier. */
  public static Space network(ImageShape image, int stemStride, List<ChainLayer> choices) {
    List<ChainLayer> layers = new ArrayList<>();
    int width = choices.get(0).placement().input().channels();
    layers.add(ChainLayer.fixed("stem", new Conv(3), new Placement(image, width, stemStride)));
    layers.addAll(choices);
    ImageShape last = choices.get(choices.size() - 1).placement().output();
    layers.add(ChainLayer.fixed("last", new Conv(1), new Placement(last, 12, 1)));
    return chain("network", layers, true);
  }

  private static Space chain(String name, List<ChainLayer> layers, boolean pool) {
    List<ChainLayer> all = new ArrayList<>(layers);
    ChainLayer behind = layers.get(layers.size() - 1);
    ImageShape shape = behind.candidates().get(0).output(behind.placement());
    if (pool) {
      all.add(
          ChainLayer.fixed("pool", new GlobalPool(), new Placement(shape, shape.channels(), 1)));
      shape = new ImageShape(1, 1, shape.channels());
    }
    all.add(ChainLayer.fixed("fc", new Linear(), new Placement(shape, CLASSES, 1)));
    return Space.chain(name, layers.get(0).placement().input(), all);
  }

  /** Normal images with labels in turn. */
  public static Batch batch(ImageShape shape, int size, RandomGenerator random) {
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = random.nextInt(CLASSES);
    }
    return new Batch(shape, normal((int) shape.elements() * size, 1, random), labels);
  }

  /** Weights of which none has a special value: gammas around 1, all others around 0. */
  public static float[] weights(Space space, RandomGenerator random) {
    WeightLayout layout = new WeightLayout(space.network());
    float[] weights = normal(layout.length(), 0.4, random);
    for (WeightLayout.Tensor tensor : layout.tensors()) {
      for (int i = 0; tensor.init() == WeightLayout.Init.ONE && i < tensor.length(); i++) {
        weights[tensor.offset() + i] += 1;
      }
    }
    return weights;
  }

  /** The same, but four times as large before any ReLU6, for it to cut off at both ends. */
  public static float[] wideWeights(Space space, RandomGenerator random) {
    float[] weights = weights(space, random);
    List<Node> nodes = space.network().nodes();
    for (WeightLayout.Tensor tensor : new WeightLayout(space.network()).tensors()) {
      boolean capped =
          nodes.get(tensor.layer()).branches().stream()
              .map(branch -> branch.op().code())
              .anyMatch(code -> code.endsWith(Activation.RELU6.suffix()));
      boolean last = tensor.role().startsWith("project");
      boolean scale = tensor.role().endsWith("gamma") || tensor.role().equals("weight");
      for (int i = 0; capped && scale && !last && i < tensor.length(); i++) {
        weights[tensor.offset() + i] *= 4;
      }
    }
    return weights;
  }

  /** A network of every op that is trained, in every form, for 16x14 images. */
  public static Network everyOp() {
    List<Op> ops =
        List.of(
            new Conv(3),
            new MbConv(3, 3, 1),
            new MbConv(5, 1, 2),
            new Skip(),
            new MbConv(3, 6, 2, 2, true),
            new MbConv(7, 1, 1, 1, false),
            new Skip(),
            new MbConv(5, 1, 3, 1, false),
            new MbConv(3, 1, 2, 1, true),
            new MbConv(3, 3, 1, 1, true, false, Activation.HARD_SWISH),
            new MbConv(5, 6, 1, 1, true, true, Activation.HARD_SWISH),
            new MbConv(3, 3, 2, 2, true, true, Activation.RELU),
            new MbConv(3, 1, 2, 1, false, true, Activation.HARD_SWISH),
            new Skip(),
            new MbConv(5, 1, 1, 1, true, true, Activation.HARD_SWISH).withMiddle(20),
            new MbConv(7, 3, 1, 1, false, false, Activation.RELU6),
            new Conv(5),
            new Conv(3, Activation.RELU6),
            new Conv(1, Activation.HARD_SWISH),
            new GlobalPool(),
            new Hidden(Activation.RELU),
            new Hidden(Activation.RELU6),
            new Hidden(Activation.HARD_SWISH),
            new Linear());
    int[] outs = {
      6, 6, 6, 6, 10, 10, 12, 12, 12, 12, 12, 12, 12, 9, 9, 9, 8, 10, 20, 20, 16, 18, 24, CLASSES
    };
    int[] strides = {1, 1, 1, 1, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    List<Block> layers = new ArrayList<>();
    ImageShape shape = new ImageShape(16, 14, 3);
    for (int i = 0; i < strides.length; i++) {
      Placement at = new Placement(shape, outs[i], strides[i]);
      layers.add(new Block("layer" + i, ops.get(i), at));
      shape = ops.get(i).output(at);
    }
    return Network.chain("every-op", layers.get(0).placement().input(), layers);
  }

  /**
   * A network with random weights and the statistics of a random batch, whose scores are a few
   * units large, as those of networks are that have learnt.
   */
  public static TrainedModel trained(Network architecture, RandomGenerator random) {
    Space space = Space.of(architecture);
    float[] weights = weights(space, random);
    try (Supernet net = new PortableSupernet(space.network(), STATISTICS_BATCH)) {
      net.load(weights, new float[weights.length]);
      float[] images = batch(architecture.input().shape(), STATISTICS_BATCH, random).images();
      float largest = 0;
      for (float score : net.output(images, Supernet.NO_FACTORS)) {
        largest = Math.max(largest, Math.abs(score));
      }
      for (WeightLayout.Tensor tensor :
          new WeightLayout(space.network()).tensors(Layers.of(space).size() - 1, 0)) {
        for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
          weights[i] *= LARGEST_SCORE / largest;
        }
      }
      return new TrainedModel(
          architecture,
          weights,
          net.statistics(),
          List.of("lying", "standing", "\"slanted\""),
          new ChannelStatistics(List.of(0.5, 0.25, 0.5), List.of(0.3, 0.25, 0.2)));
    }
  }

  /** Weights of the network that keeps, in each open choice, the candidate of this index alone. */
  public static float[] ofCandidates(Space space, float[] weights, List<Integer> picks) {
    List<Integer> pickOfLayer = new ArrayList<>();
    int open = 0;
    for (ChainLayer layer : Layers.of(space)) {
      pickOfLayer.add(layer.candidates().size() == 1 ? 0 : picks.get(open++));
    }
    float[] kept = new float[weights.length];
    int length = 0;
    for (WeightLayout.Tensor tensor : new WeightLayout(space.network()).tensors()) {
      if (pickOfLayer.get(tensor.layer()) == tensor.candidate()) {
        System.arraycopy(weights, tensor.offset(), kept, length, tensor.length());
        length += tensor.length();
      }
    }
    return Arrays.copyOf(kept, length);
  }

  /** Factors of gates between 0 and 1 that do not add up to 1; for {@code examples} = 1 shared. */
  public static float[][] factors(Space space, int examples, RandomGenerator random) {
    int[] candidates = space.candidates();
    float[][][] rows = new float[candidates.length][examples][];
    for (int choice = 0; choice < rows.length; choice++) {
      for (int example = 0; example < examples; example++) {
        rows[choice][example] = new float[candidates[choice]];
        for (int i = 0; i < rows[choice][example].length; i++) {
          rows[choice][example][i] = random.nextFloat();
        }
      }
    }
    return new Factors(space.network()).of(Gates.perExample(rows));
  }

  /** Normal values of this deviation. */
  public static float[] normal(int length, double deviation, RandomGenerator random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}

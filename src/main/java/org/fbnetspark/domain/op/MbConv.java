package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Inverted residual block: 1x1 convolution to {@code expansion * C_in} channels, BN, activation;
 * channel shuffle if grouped; depthwise {@code kernel x kernel} convolution with the stride, BN,
 * activation; squeeze and excitation if wanted; 1x1 convolution to {@code C_out}, BN, no
 * activation; the input is added where the shape is kept.
 *
 * <p>Source: Wu et al., FBNet (arXiv 1812.03443), Table 2 and Figure 3; the channel shuffle stands
 * after the first activation, as in the authors' released networks.
 *
 * <p>Squeeze and excitation (Hu et al., arXiv 1709.01507) multiplies each middle channel of an
 * example by a number from 0 to 1 that it computes from the means s of all of them. As in
 * MobileNetV3 (Howard et al., arXiv 1905.02244, Section 5.3) and the released networks of FBNetV2:
 *
 * <pre>
 * h = activation(W1 s + b1),  z = relu6(W2 h + b2 + 3) / 6,  y = x * z
 * </pre>
 *
 * @param kernel side of the depthwise window: 3, 5 or 7
 * @param expansion factor between input and middle channels; 0 where those are told
 * @param middle channels between the two 1x1 convolutions where they are no multiple of the
 *     input's; else 0
 * @param groups groups of both 1x1 convolutions, 1 or 2
 * @param depthwiseLayers stacked depthwise convolutions (each with BN and activation); 2 in blocks
 *     of the released FBNet-B and C, where the first one carries the stride
 * @param expandAlways whether the first 1x1 convolution stays when it would keep the channel count
 * @param squeezeExcite whether squeeze and excitation stands behind the last depthwise convolution
 * @param activation behind every normalisation but the last
 */
public record MbConv(
    int kernel,
    int expansion,
    int middle,
    int groups,
    int depthwiseLayers,
    boolean expandAlways,
    boolean squeezeExcite,
    Activation activation)
    implements Op {

  /** Squeezed channels are a multiple of this. */
  private static final int MULTIPLE = 8;

  private static final int MOST_EXPANSION = 99;
  private static final int MOST_MIDDLE = 999_999;
  private static final int MOST_GROUPS = 9;

  /** Rejects a block outside of the family. */
  public MbConv {
    boolean window = kernel == 3 || kernel == 5 || kernel == 7;
    if (!window
        || (middle == 0 ? outside(expansion, MOST_EXPANSION) : expansion != 0)
        || outside(Math.max(1, middle), MOST_MIDDLE)
        || outside(groups, MOST_GROUPS)
        || outside(depthwiseLayers, 2)) {
      throw new IllegalArgumentException(
          "An inverted residual block needs a kernel of 3, 5 or 7, an expansion of 1 to "
              + MOST_EXPANSION
              + ", 1 to "
              + MOST_GROUPS
              + " groups and 1 or 2 depthwise layers");
    }
  }

  private static boolean outside(int value, int largest) {
    return value < 1 || value > largest;
  }

  /** A block whose middle channels are a multiple of the input's. */
  public MbConv(
      int kernel,
      int expansion,
      int groups,
      int depthwiseLayers,
      boolean expandAlways,
      boolean squeezeExcite,
      Activation activation) {
    this(kernel, expansion, 0, groups, depthwiseLayers, expandAlways, squeezeExcite, activation);
  }

  /** A block of Table 2 of the paper. */
  public MbConv(int kernel, int expansion, int groups) {
    this(kernel, expansion, groups, 1, true);
  }

  /** A block with ReLU and without squeeze and excitation. */
  public MbConv(int kernel, int expansion, int groups, int depthwiseLayers, boolean expandAlways) {
    this(kernel, expansion, groups, depthwiseLayers, expandAlways, false, Activation.RELU);
  }

  @Override
  public String code() {
    return "mb_k"
        + String.valueOf(kernel).repeat(depthwiseLayers)
        + (middle == 0 ? "_e" + expansion : "_m" + middle)
        + (groups == 1 ? "" : "_g" + groups)
        + (expandAlways ? "" : "_noexpand")
        + (squeezeExcite ? "_se" : "")
        + activation.suffix();
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.mbConv(this);
  }

  @Override
  public ImageShape output(Placement at) {
    if (at.input().channels() % groups != 0 || at.outChannels() % groups != 0) {
      throw new IllegalArgumentException(
          code()
              + " needs channels divisible by "
              + groups
              + ", but was "
              + at.input().channels()
              + " to "
              + at.outChannels());
    }
    return at.output();
  }

  /** Channels between the two 1x1 convolutions. */
  public int middleChannels(Placement at) {
    return middle == 0 ? Math.multiplyExact(expansion, at.input().channels()) : middle;
  }

  @Override
  public boolean residual() {
    return true;
  }

  @Override
  public MbConv withMiddle(int channels) {
    return new MbConv(
        kernel, 0, channels, groups, depthwiseLayers, expandAlways, squeezeExcite, activation);
  }

  /**
   * Channels between the two products of squeeze and excitation: a quarter of the middle ones
   * (Howard et al., Section 5.3), rounded to the nearest multiple of 8, at least 8, and one
   * multiple more where more than a tenth would be lost, as in the released MobileNets.
   */
  public int squeezedChannels(Placement at) {
    double exact = middleChannels(at) / 4.0;
    int nearest = Math.max(MULTIPLE, (int) (exact + MULTIPLE / 2) / MULTIPLE * MULTIPLE);
    return nearest < 0.9 * exact ? nearest + MULTIPLE : nearest;
  }

  /** Whether the block begins with a 1x1 convolution. */
  public boolean expands() {
    return expandAlways || expansion != 1;
  }

  @Override
  public long macs(Placement at) {
    long in = at.input().positions();
    long out = at.output().positions();
    return in * expandWeights(at)
        + out * (depthwiseWeights(at) + projectWeights(at))
        + squeezeExciteWeights(at);
  }

  @Override
  public long parameters(Placement at) {
    return expandWeights(at) + depthwiseWeights(at) + squeezeExciteWeights(at) + projectWeights(at);
  }

  private long expandWeights(Placement at) {
    return expands() ? (long) at.input().channels() * middleChannels(at) / groups : 0;
  }

  private long depthwiseWeights(Placement at) {
    return (long) depthwiseLayers * kernel * kernel * middleChannels(at);
  }

  private long squeezeExciteWeights(Placement at) {
    return squeezeExcite ? 2L * middleChannels(at) * squeezedChannels(at) : 0;
  }

  private long projectWeights(Placement at) {
    return (long) middleChannels(at) * at.outChannels() / groups;
  }
}

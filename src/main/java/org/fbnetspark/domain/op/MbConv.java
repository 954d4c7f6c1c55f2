package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Inverted residual block: 1x1 convolution to {@code expansion * C_in} channels, BN, ReLU; channel
 * shuffle if grouped; depthwise {@code kernel x kernel} convolution with the stride, BN, ReLU; 1x1
 * convolution to {@code C_out}, BN, no activation; the input is added where the shape is kept.
 *
 * <p>Source: Wu et al., FBNet (arXiv 1812.03443), Table 2 and Figure 3; the channel shuffle stands
 * after the first ReLU, as in the authors' released networks.
 *
 * @param kernel side of the depthwise window: 3, 5 or 7
 * @param expansion factor between input and middle channels
 * @param groups groups of both 1x1 convolutions, 1 or 2
 * @param depthwiseLayers stacked depthwise convolutions (each with BN and ReLU); 2 in blocks of the
 *     released FBNet-B and C, where the first one carries the stride
 * @param expandAlways whether the first 1x1 convolution stays when it would keep the channel count
 */
public record MbConv(
    int kernel, int expansion, int groups, int depthwiseLayers, boolean expandAlways)
    implements Op {

  /** Rejects a block outside of the family. */
  public MbConv {
    if (kernel < 1 || kernel % 2 == 0 || expansion < 1 || groups < 1 || depthwiseLayers < 1) {
      throw new IllegalArgumentException(
          "An inverted residual block needs an odd kernel and positive expansion, groups and"
              + " depthwise layers");
    }
  }

  /** A block of Table 2 of the paper. */
  public MbConv(int kernel, int expansion, int groups) {
    this(kernel, expansion, groups, 1, true);
  }

  @Override
  public String code() {
    return "mb_k"
        + String.valueOf(kernel).repeat(depthwiseLayers)
        + "_e"
        + expansion
        + (groups == 1 ? "" : "_g" + groups)
        + (expandAlways ? "" : "_noexpand");
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
    return Math.multiplyExact(expansion, at.input().channels());
  }

  /** Whether the block begins with a 1x1 convolution. */
  public boolean expands() {
    return expandAlways || expansion != 1;
  }

  @Override
  public long macs(Placement at) {
    long in = at.input().positions();
    long out = at.output().positions();
    return in * expandWeights(at) + out * (depthwiseWeights(at) + projectWeights(at));
  }

  @Override
  public long parameters(Placement at) {
    return expandWeights(at) + depthwiseWeights(at) + projectWeights(at);
  }

  private long expandWeights(Placement at) {
    return expands() ? (long) at.input().channels() * middleChannels(at) / groups : 0;
  }

  private long depthwiseWeights(Placement at) {
    return (long) depthwiseLayers * kernel * kernel * middleChannels(at);
  }

  private long projectWeights(Placement at) {
    return (long) middleChannels(at) * at.outChannels() / groups;
  }
}

package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * What stands before the classifier of an auxiliary loss: ReLU, mean of windows that leave 2x2
 * positions, 1x1 convolution to 128 channels, BN, ReLU, 2x2 convolution to the channels that leave,
 * BN or none, ReLU. The window has 5x5 positions and the stride 3 on a map of 8x8 and 2 on one of
 * 7x7, as published; on others it is as large as leaves 2x2.
 *
 * <p>Source: Liu et al., DARTS (arXiv 1806.09055), the authors' code.
 *
 * @param normalised whether a normalisation stands behind the second convolution
 */
public record AuxiliaryHead(boolean normalised) implements Op {

  /** Channels between the convolutions. */
  public static final int MIDDLE = 128;

  /** Channels that the published heads give. */
  public static final int LEAVING = 768;

  /** Side of the second window, and of the map that it reads. */
  public static final int SIDE = 2;

  static final String BARE = "_bare";

  private static final int LARGEST_WINDOW = 5;

  @Override
  public String code() {
    return "aux" + (normalised ? "" : BARE);
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.auxiliaryHead(this);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where the map is smaller than 2x2
   */
  @Override
  public ImageShape output(Placement at) {
    if (at.input().height() < SIDE || at.input().width() < SIDE) {
      throw new IllegalArgumentException(
          code() + " needs a map of 2x2 at least, but was " + at.input());
    }
    return new ImageShape(1, 1, at.outChannels());
  }

  /** Positions of the window along a side of the map. */
  public static int window(int side) {
    return Math.min(LARGEST_WINDOW, side - 1);
  }

  /** Step of the window along a side of the map. */
  public static int stride(int side) {
    return side - window(side);
  }

  @Override
  public long macs(Placement at) {
    return SIDE * SIDE * pointwiseWeights(at) + projectWeights(at);
  }

  @Override
  public long parameters(Placement at) {
    return pointwiseWeights(at) + projectWeights(at);
  }

  private static long pointwiseWeights(Placement at) {
    return (long) at.input().channels() * MIDDLE;
  }

  private static long projectWeights(Placement at) {
    return (long) SIDE * SIDE * MIDDLE * at.outChannels();
  }

  @Override
  public boolean block() {
    return false;
  }
}

package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Full convolution, BN, activation: the stem (kernel 3) and the last 1x1 convolution of a network.
 *
 * @param kernel side of the square window: odd, at most {@value #LARGEST_KERNEL}
 * @param activation behind the normalisation
 */
public record Conv(int kernel, Activation activation) implements Op {

  /** Largest side of the window. */
  public static final int LARGEST_KERNEL = 7;

  /** Rejects a window without a centre, or one that is too large. */
  public Conv {
    if (kernel < 1 || kernel > LARGEST_KERNEL || kernel % 2 == 0) {
      throw new IllegalArgumentException(
          "A convolution needs an odd kernel from 1 to " + LARGEST_KERNEL + ", but was " + kernel);
    }
  }

  /** A convolution with ReLU. */
  public Conv(int kernel) {
    this(kernel, Activation.RELU);
  }

  @Override
  public String code() {
    return "conv_k" + kernel + activation.suffix();
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.conv(this);
  }

  @Override
  public ImageShape output(Placement at) {
    return at.output();
  }

  @Override
  public long macs(Placement at) {
    return at.output().positions() * parameters(at);
  }

  @Override
  public long parameters(Placement at) {
    return (long) kernel * kernel * at.input().channels() * at.outChannels();
  }

  @Override
  public boolean block() {
    return false;
  }
}

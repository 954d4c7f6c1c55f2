package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Full convolution, BN, activation: the stem (kernel 3) and the last 1x1 convolution of a network.
 *
 * @param kernel side of the square window
 * @param activation behind the normalisation
 */
public record Conv(int kernel, Activation activation) implements Op {

  /** A convolution with ReLU. */
  public Conv(int kernel) {
    this(kernel, Activation.RELU);
  }

  @Override
  public String code() {
    return "conv_k" + kernel + activation.suffix();
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

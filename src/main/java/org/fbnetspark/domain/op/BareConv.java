package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Full convolution and BN with no activation behind them, as cells need it, whose ops begin with
 * theirs: the stem, and the ReLU, 1x1 convolution and BN that a cell reads earlier ones through.
 *
 * <p>Source: Liu et al., DARTS (arXiv 1806.09055), the authors' code.
 *
 * @param kernel side of the square window, 1 or 3
 * @param relu whether ReLU stands before it
 * @param affine whether the normalisation scales and shifts
 */
public record BareConv(int kernel, boolean relu, boolean affine) implements Op {

  /** Rejects other windows. */
  public BareConv {
    if (kernel != 1 && kernel != 3) {
      throw new IllegalArgumentException(
          "A convolution without activation needs a kernel of 1 or 3, but was " + kernel);
    }
  }

  @Override
  public String code() {
    return (relu ? "relu_conv_k" : "bare_conv_k") + kernel + NormSuffix.of(affine);
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.bareConv(this);
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

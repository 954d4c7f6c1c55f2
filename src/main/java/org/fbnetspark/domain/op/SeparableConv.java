package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Separable convolution of a cell: units of ReLU, depthwise {@code kernel x kernel} convolution,
 * 1x1 convolution, BN. Two units one behind the other, of which the first has the stride and keeps
 * the channels; dilated, one unit whose window takes every second position.
 *
 * <p>Source: Liu et al., DARTS (arXiv 1806.09055), Section 3.1 and the authors' code.
 *
 * @param kernel side of the depthwise window: 3, 5 or 7
 * @param dilated whether it is one unit with a dilation of 2
 * @param affine whether the normalisations scale and shift
 */
public record SeparableConv(int kernel, boolean dilated, boolean affine) implements Op {

  /** Rejects a window outside of the family. */
  public SeparableConv {
    if (kernel != 3 && kernel != 5 && kernel != 7) {
      throw new IllegalArgumentException(
          "A separable convolution needs a kernel of 3, 5 or 7, but was " + kernel);
    }
  }

  @Override
  public String code() {
    return (dilated ? "dil_k" : "sep_k") + kernel + NormSuffix.of(affine);
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.separableConv(this);
  }

  /** Units of a depthwise and a 1x1 convolution. */
  public int units() {
    return dilated ? 1 : 2;
  }

  /** Distance of neighbouring places of the window. */
  public int dilation() {
    return dilated ? 2 : 1;
  }

  /** Step of the window of a unit. */
  public int stride(int unit, Placement at) {
    return unit == 0 ? at.stride() : 1;
  }

  /** Channels that a unit gives. */
  public int leaving(int unit, Placement at) {
    return unit == units() - 1 ? at.outChannels() : at.input().channels();
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
    long in = at.input().channels();
    long weights = 0;
    for (int unit = 0; unit < units(); unit++) {
      weights += in * kernel * kernel + in * leaving(unit, at);
    }
    return weights;
  }
}

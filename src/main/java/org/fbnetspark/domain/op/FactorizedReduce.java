package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Halves the sides of a map without leaving positions out of account: ReLU, two 1x1 convolutions
 * with the stride, each to half of the channels, side by side, and BN. The second one stands one
 * position further along both axes; beyond the last row and column it reads 0.
 *
 * <p>Source: Liu et al., DARTS (arXiv 1806.09055), the authors' code.
 *
 * @param affine whether the normalisation scales and shifts
 */
public record FactorizedReduce(boolean affine) implements Op {

  @Override
  public String code() {
    return "reduce" + NormSuffix.of(affine);
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.factorizedReduce(this);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where the channels cannot be halved or the stride is not 2
   */
  @Override
  public ImageShape output(Placement at) {
    if (at.outChannels() % 2 != 0 || at.stride() != 2) {
      throw new IllegalArgumentException(
          code()
              + " needs an even number of channels and a stride of 2, but was "
              + at.outChannels()
              + " and "
              + at.stride());
    }
    return at.output();
  }

  @Override
  public long macs(Placement at) {
    return at.output().positions() * parameters(at);
  }

  @Override
  public long parameters(Placement at) {
    return (long) at.input().channels() * at.outChannels();
  }
}

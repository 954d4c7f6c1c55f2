package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * The identity where the shape is kept. Where it changes an identity is impossible, and skip is a
 * 1x1 convolution with the stride, BN and ReLU, as in the authors' released code.
 */
public record Skip() implements Op {

  @Override
  public String code() {
    return "skip";
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.skip(this);
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
    return at.keepsShape() ? 0 : (long) at.input().channels() * at.outChannels();
  }
}

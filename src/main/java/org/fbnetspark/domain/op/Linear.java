package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/** Fully connected classifier with bias; the placement's output channels are the classes. */
public record Linear() implements Op {

  @Override
  public String code() {
    return "fc";
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.linear(this);
  }

  @Override
  public ImageShape output(Placement at) {
    return new ImageShape(1, 1, at.outChannels());
  }

  @Override
  public long macs(Placement at) {
    return parameters(at);
  }

  @Override
  public long parameters(Placement at) {
    return at.input().elements() * at.outChannels();
  }

  @Override
  public boolean block() {
    return false;
  }
}

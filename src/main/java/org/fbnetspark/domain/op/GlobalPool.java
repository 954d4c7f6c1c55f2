package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/** Mean over all positions. */
public record GlobalPool() implements Op {

  @Override
  public String code() {
    return "pool";
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.globalPool(this);
  }

  @Override
  public ImageShape output(Placement at) {
    return new ImageShape(1, 1, at.input().channels());
  }

  @Override
  public long macs(Placement at) {
    return 0;
  }

  @Override
  public long parameters(Placement at) {
    return 0;
  }

  @Override
  public boolean block() {
    return false;
  }
}

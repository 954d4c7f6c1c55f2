package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Nothing: 0 everywhere, as the absence of an edge between two nodes of a cell (Liu et al., DARTS,
 * arXiv 1806.09055, Section 2.1). A sum in which anything else stands does not need it.
 */
public record Zero() implements Op {

  @Override
  public String code() {
    return "none";
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.zero(this);
  }

  @Override
  public ImageShape output(Placement at) {
    return ChannelKeeper.output(this, at);
  }

  @Override
  public long macs(Placement at) {
    return 0;
  }

  @Override
  public long parameters(Placement at) {
    return 0;
  }
}

package org.fbnetspark.domain.op;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Fully connected layer with bias and activation, without normalisation, between the mean pool and
 * the classifier: the head of MobileNetV3 (Howard et al., arXiv 1905.02244, Section 5.1) and of the
 * released networks of FBNetV2.
 *
 * @param activation behind the bias
 */
public record Hidden(Activation activation) implements Op {

  @Override
  public String code() {
    return "hidden" + activation.suffix();
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.hidden(this);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where the input is no pooled map
   */
  @Override
  public ImageShape output(Placement at) {
    if (at.input().positions() != 1) {
      throw new IllegalArgumentException(code() + " needs a map of 1x1, but was " + at.input());
    }
    return new ImageShape(1, 1, at.outChannels());
  }

  @Override
  public long macs(Placement at) {
    return parameters(at);
  }

  @Override
  public long parameters(Placement at) {
    return (long) at.input().channels() * at.outChannels();
  }

  @Override
  public boolean block() {
    return false;
  }
}

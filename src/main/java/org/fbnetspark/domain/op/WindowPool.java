package org.fbnetspark.domain.op;

import java.util.Locale;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Largest value or mean of each window of 3x3 positions around those that the stride steps on.
 * Places outside of the map are not counted.
 *
 * <p>Source: Liu et al., DARTS (arXiv 1806.09055), Section 3.1; in the authors' supernet a
 * normalisation without scale and shift stands behind it, in derived networks none.
 *
 * @param kind what is taken of a window
 * @param normalised whether that normalisation stands behind it
 */
public record WindowPool(Kind kind, boolean normalised) implements Op {

  /** Side of the window. */
  public static final int KERNEL = 3;

  static final String NORMALISED = "_norm";

  /** What is taken of a window. */
  public enum Kind {
    /** The largest value. */
    MAX,
    /** The mean. */
    AVG;

    /** Name in codes. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String code() {
    return kind.word() + "_k" + KERNEL + (normalised ? NORMALISED : "");
  }

  @Override
  public <T> T accept(OpVisitor<T> visitor) {
    return visitor.windowPool(this);
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

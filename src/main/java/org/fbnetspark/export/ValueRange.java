package org.fbnetspark.export;

/**
 * The range of a tensor's values; zero always lies in it, so that zeros, such as padding, are
 * exact. In unsigned bytes the real number x is
 *
 * <pre>
 * q = clamp(round(x / scale) + zeroPoint, 0, 255),  scale = (max - min) / 255,
 * zeroPoint = round(-min / scale)
 * </pre>
 *
 * <p>Source: Jacob et al. (arXiv 1712.05877), Section 3.1, Equations 12 and 13.
 *
 * @param min least value, at most 0
 * @param max greatest value, at least 0
 */
public record ValueRange(float min, float max) {

  /** The range of nothing but zeros. */
  public static final ValueRange ZEROS = new ValueRange(0, 0);

  private static final int STEPS = 255;

  /** Rejects a range without zero or without end. */
  public ValueRange {
    if (!(min <= 0 && max >= 0 && Float.isFinite(max - min))) {
      throw new IllegalArgumentException(
          "A range must be finite and hold 0, but goes from " + min + " to " + max);
    }
  }

  /** This range, stretched to hold values from {@code least} to {@code greatest}. */
  public ValueRange with(float least, float greatest) {
    return new ValueRange(Math.min(min, least), Math.max(max, greatest));
  }

  /** Real width of one step. A range without width, or too small to divide, has the scale 1. */
  public float scale() {
    float scale = (max - min) / STEPS;
    return scale < Float.MIN_NORMAL ? 1 : scale;
  }

  /** The byte that stands for 0. */
  public int zeroPoint() {
    return Math.min(STEPS, Math.round(-min / scale()));
  }
}

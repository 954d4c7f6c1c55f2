package org.fbnetspark.net.fused.layer;

import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * The weights of a projection behind masked middle channels. A mask of what a product reads is one
 * of the rows of its weights, which are fewer than the channels of all positions:
 *
 * <pre>
 * (h * M) W = h (diag(M) W),  dW = diag(M) dW',  dM = sum along rows of dW' * W
 * </pre>
 *
 * where {@code W' = diag(M) W}.
 */
final class MaskedWeights {

  private final ChannelMask mask;
  private final SlabPlan.Segment segment;
  private final int out;
  private final Trainable weights;
  private final NativeFloats rowFactors;
  private final NativeFloats value;
  private final NativeFloats gradient;
  private final Kernel maskValue;
  private final Kernel maskGradient;

  /**
   * Binds the products.
   *
   * @param weights {@code [middle channel and padding][out]}
   */
  MaskedWeights(Site site, SlabPlan.Segment segment, ChannelMask mask, Trainable weights, int out) {
    this.mask = mask;
    this.segment = segment;
    this.weights = weights;
    this.out = out;
    int rows = segment.length() + segment.padding();
    long length = (long) rows * out;
    rowFactors = site.dnn().floats(rows);
    value = site.dnn().floats(length);
    gradient = site.scratch().take(ScratchSizes.Use.MASKED_WEIGHTS, length);
    maskValue = site.dnn().rowProduct(rows, out, weights.value(), rowFactors, value);
    maskGradient = site.dnn().rowProduct(rows, out, gradient, rowFactors, weights.gradient());
  }

  /** The weights under the mask. */
  NativeFloats value() {
    return value;
  }

  /** Room for their gradient. */
  NativeFloats gradient() {
    return gradient;
  }

  /** Fills the weights under the mask. */
  void forward() {
    rowFactors.put(mask.values(segment.first(), segment.length(), segment.padding()));
    maskValue.run();
  }

  /** With their gradient, fills that of the weights, or adds to that of the mask. */
  void backward(boolean weightsToo) {
    if (weightsToo) {
      maskGradient.run();
      return;
    }
    float[] values = weights.value().toArray();
    float[] slopes = gradient.toArray();
    for (int row = 0; row < segment.length(); row++) {
      double slope = 0;
      for (int i = row * out; i < (row + 1) * out; i++) {
        slope += (double) values[i] * slopes[i];
      }
      mask.addSlope(segment.first() + row, slope);
    }
  }
}

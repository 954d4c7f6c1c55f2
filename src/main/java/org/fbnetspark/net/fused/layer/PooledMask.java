package org.fbnetspark.net.fused.layer;

import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;

/** A mask over channels of which each example has one value: {@code masked = value * mask}. */
final class PooledMask {

  private final ChannelMask mask;
  private final NhwcShape shape;
  private final int padding;
  private final NativeFloats value;
  private final NativeFloats masked;
  private final NativeFloats gradient;
  private final NativeFloats channelFactors;
  private final Kernel maskValue;
  private final Kernel maskGradient;

  /**
   * Binds the products, or nothing where the mask is of ones.
   *
   * @param shape of the values, with unused channels behind those of the mask
   * @param gradient of what is masked, which becomes that of the values
   */
  PooledMask(OneDnn dnn, NhwcShape shape, ChannelMask mask, int channels, NativeFloats gradient) {
    this.mask = mask;
    this.shape = shape;
    this.gradient = gradient;
    padding = shape.channels() - channels;
    value = dnn.floats(shape.elements());
    if (!mask.open()) {
      masked = value;
      channelFactors = value;
      maskValue = () -> {};
      maskGradient = () -> {};
      return;
    }
    masked = dnn.floats(shape.elements());
    channelFactors = dnn.floats(shape.channels());
    NhwcShape one = new NhwcShape(1, shape.batch(), 1, shape.channels());
    maskValue = dnn.channelProduct(one, value, channelFactors, masked);
    maskGradient = dnn.channelProduct(one, gradient, channelFactors, gradient);
  }

  /** To be filled before the forward pass. */
  NativeFloats value() {
    return value;
  }

  /** The values under the mask. */
  NativeFloats masked() {
    return masked;
  }

  void forward() {
    if (mask.open()) {
      channelFactors.put(mask.values(0, shape.channels() - padding, padding));
    }
    maskValue.run();
  }

  /** Adds to the gradient of the mask if that of weights is not wanted. */
  void backward(boolean weightsToo) {
    if (mask.open() && !weightsToo) {
      float[] values = value.toArray();
      float[] slopes = gradient.toArray();
      for (int i = 0; i < values.length; i++) {
        int channel = i % shape.channels();
        if (channel < shape.channels() - padding) {
          mask.addSlope(channel, (double) values[i] * slopes[i]);
        }
      }
    }
    maskGradient.run();
  }
}

package org.fbnetspark.export;

/**
 * A kernel in 8 bits: the weights w of output channel c in signed bytes, symmetric around 0, the
 * biases in 32 bits in units of the sums they are added to:
 *
 * <pre>
 * weight scale_c = max |w| / 127,          q = round(w / weight scale_c)
 * bias scale_c = input scale * weight scale_c,  b = round(bias_c / bias scale_c)
 * </pre>
 *
 * <p>Source: Jacob et al. (arXiv 1712.05877), Section 2.4; a scale for each output channel:
 * Krishnamoorthi, Quantizing deep convolutional networks (arXiv 1806.08342), Section 2.3.
 *
 * @param weights output channels outermost
 * @param weightScales of each output channel
 * @param biases of each output channel
 * @param biasScales of each output channel
 */
record QuantisedKernel(byte[] weights, float[] weightScales, int[] biases, float[] biasScales) {

  private static final int LARGEST_WEIGHT = 127;

  /** Room for the sum of products beside the bias. */
  private static final int LARGEST_BIAS = 1 << 30;

  /**
   * Quantises a kernel. Where a channel's weights are so small that its bias would not fit in 32
   * bits, its scale grows until it does: what is lost of the weights is small beside the bias.
   */
  static QuantisedKernel of(float[] weights, float[] biases, float inputScale) {
    int channels = biases.length;
    int filter = weights.length / channels;
    byte[] quantised = new byte[weights.length];
    float[] weightScales = new float[channels];
    int[] quantisedBiases = new int[channels];
    float[] biasScales = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      int first = channel * filter;
      float largest = 0;
      for (int i = first; i < first + filter; i++) {
        largest = Math.max(largest, Math.abs(weights[i]));
      }
      float scale =
          Math.max(largest / LARGEST_WEIGHT, Math.abs(biases[channel]) / inputScale / LARGEST_BIAS);
      weightScales[channel] = scale < Float.MIN_NORMAL ? 1 : scale;
      biasScales[channel] = inputScale * weightScales[channel];
      for (int i = first; i < first + filter; i++) {
        quantised[i] = (byte) Math.round(weights[i] / weightScales[channel]);
      }
      quantisedBiases[channel] = (int) Math.rint((double) biases[channel] / biasScales[channel]);
    }
    return new QuantisedKernel(quantised, weightScales, quantisedBiases, biasScales);
  }
}

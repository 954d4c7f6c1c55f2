package org.fbnetspark.export;

import java.util.Arrays;

/**
 * The weights and biases of a convolution or classifier as deployed: batch normalisation behind it
 * is part of them.
 */
public final class FoldedKernel {

  private final float[] weights;
  private final float[] biases;

  /**
   * A kernel without batch normalisation behind it.
   *
   * @param weights {@code [out, in / groups, height, width]}, output channels outermost
   * @param biases one for each output channel
   */
  public FoldedKernel(float[] weights, float[] biases) {
    if (biases.length == 0 || weights.length % biases.length != 0) {
      throw new IllegalArgumentException(
          "A kernel of "
              + weights.length
              + " weights cannot have "
              + biases.length
              + " output channels");
    }
    this.weights = weights.clone();
    this.biases = biases.clone();
  }

  /**
   * Folds a batch normalisation into the convolution before it: with the filter w of output channel
   * c,
   *
   * <pre>
   * w' = w * gamma_c / sqrt(variance_c + epsilon)
   * b' = beta_c - mean_c * gamma_c / sqrt(variance_c + epsilon)
   * </pre>
   *
   * <p>Source: Jacob et al., Quantization and Training of Neural Networks for Efficient
   * Integer-Arithmetic-Only Inference (arXiv 1712.05877), Section 3.2.
   *
   * @param weights {@code [out, in / groups, height, width]}
   * @param gamma scale of each output channel
   * @param beta shift of each output channel
   * @param mean running mean of each output channel
   * @param variance running variance of each output channel
   * @param epsilon what training added to the variance
   * @throws IllegalArgumentException where the lengths differ or a folded value is not finite
   */
  public static FoldedKernel of(
      float[] weights,
      float[] gamma,
      float[] beta,
      float[] mean,
      float[] variance,
      double epsilon) {
    int channels = gamma.length;
    if (beta.length != channels || mean.length != channels || variance.length != channels) {
      throw new IllegalArgumentException(
          "Batch normalisation needs four values a channel, but has "
              + String.join(
                  ", ", "" + channels, "" + beta.length, "" + mean.length, "" + variance.length));
    }
    float[] biases = new float[channels];
    FoldedKernel folded = new FoldedKernel(weights, biases);
    int filter = weights.length / channels;
    for (int channel = 0; channel < channels; channel++) {
      double scale = gamma[channel] / Math.sqrt(variance[channel] + epsilon);
      folded.biases[channel] = finite(beta[channel] - mean[channel] * scale, channel);
      for (int i = channel * filter; i < (channel + 1) * filter; i++) {
        folded.weights[i] = finite(weights[i] * scale, channel);
      }
    }
    return folded;
  }

  private static float finite(double value, int channel) {
    if (!Float.isFinite((float) value)) {
      throw new IllegalArgumentException(
          "Folding the batch normalisation of output channel " + channel + " gives " + value);
    }
    return (float) value;
  }

  /** Output channels. */
  public int outputs() {
    return biases.length;
  }

  /** Number of weights. */
  public int weightCount() {
    return weights.length;
  }

  /** A copy of the weights, output channels outermost. */
  public float[] weights() {
    return weights.clone();
  }

  /** A copy of the biases. */
  public float[] biases() {
    return biases.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FoldedKernel that
        && Arrays.equals(weights, that.weights)
        && Arrays.equals(biases, that.biases);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(weights) + Arrays.hashCode(biases);
  }
}

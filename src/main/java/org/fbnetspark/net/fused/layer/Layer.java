package org.fbnetspark.net.fused.layer;

/** A layer bound to its buffers. */
public interface Layer {

  /**
   * Fills the layer's output from its input.
   *
   * @param gates a row of a factor for each candidate, or such a row for each example
   */
  void forward(float[][] gates);

  /**
   * Fills the gradient of the layer's input from that of its output, after the forward pass with
   * the same gates. The gradient of the output is not kept.
   *
   * @param weightsToo whether the gradient of the parameters is wanted
   * @return the gradient with respect to the gates, of the same extent; empty where there is
   *     nothing to choose
   */
  float[][] backward(float[][] gates, boolean weightsToo);
}

package org.fbnetspark.net.fused.layer;

import org.fbnetspark.net.fused.kernel.Kernel;

/** A layer bound to its buffers. */
public interface Layer {

  /**
   * Fills the layer's output from its input.
   *
   * @param factors a row with the factor of each of the plan's conditions, or such a row for each
   *     example
   */
  void forward(float[][] factors);

  /**
   * Says of which factors the next backward pass is to find the gradient; that of others may be 0.
   *
   * @param factors one for each of the plan's conditions
   */
  default void want(boolean[] factors) {}

  /**
   * Fills the gradient of the layer's input from that of its output, after the forward pass with
   * the same factors. The gradient of the output is not kept.
   *
   * @param weightsToo whether the gradient of the parameters is wanted; if not, that of the factors
   *     is
   * @return the gradient with respect to the factors, of the same extent; empty where it is not
   *     wanted or nothing is open
   */
  float[][] backward(float[][] factors, boolean weightsToo);

  /** A layer without parameters and conditions. */
  static Layer of(Kernel forward, Kernel backward) {
    return new Layer() {
      @Override
      public void forward(float[][] factors) {
        forward.run();
      }

      @Override
      public float[][] backward(float[][] factors, boolean weightsToo) {
        backward.run();
        return new float[0][];
      }
    };
  }
}

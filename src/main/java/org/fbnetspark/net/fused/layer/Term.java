package org.fbnetspark.net.fused.layer;

import org.fbnetspark.net.fused.kernel.NativeFloats;

/** What a branch gives, times its factor. */
interface Term {

  /** Where it lies after the forward pass. */
  NativeFloats value();

  /**
   * Fills the value.
   *
   * @param factors one that all examples share, or one for each
   */
  void forward(float[] factors);

  /**
   * Fills the gradients of what is read and, if wanted, of the parameters.
   *
   * @return the gradient of the factors, of their extent; nothing where that of the parameters is
   *     wanted
   */
  float[] backward(float[] factors, boolean weightsToo);
}

package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A differentiable function of one tensor. Tensors have the axes {@code [example, height, width,
 * channel]}. A layer remembers from its forward pass what its backward pass needs.
 */
interface Layer {

  /** The layer's value at {@code x}. */
  INDArray forward(INDArray x);

  /**
   * Follows a {@link #forward}: adds to the gradients of the layer's parameters.
   *
   * @param dy gradient of the loss with respect to the value that forward gave
   * @return gradient of the loss with respect to {@code x}
   */
  INDArray backward(INDArray dy);
}

package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trainable tensor and the gradient that backward passes add up; views of the network's vectors.
 */
record Parameter(INDArray value, INDArray gradient) {

  /** The same parameter with other axes. */
  Parameter as(long... shape) {
    return new Parameter(value.reshape('c', shape), gradient.reshape('c', shape));
  }
}

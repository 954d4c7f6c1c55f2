package org.fbnetspark.net.fused.layer;

import org.fbnetspark.net.fused.kernel.NativeFloats;

/** What leads from a layer's input to the middle channels of a slab. */
interface Expansion {

  /** The middle channels. */
  NativeFloats output();

  /** Fills the output. */
  void forward();

  /** Fills the output of the last forward pass again where it was not kept. */
  void restore();

  /** Adds to the gradient of the layer's input; the gradient of the output is overwritten. */
  void backward(boolean weightsToo);
}

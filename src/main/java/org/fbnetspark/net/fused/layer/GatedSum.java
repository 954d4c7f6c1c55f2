package org.fbnetspark.net.fused.layer;

/** The end of a mixed layer: the last normalisation of each block, factors, masks and the sum. */
interface GatedSum {

  /** Fills the layer's output from the blocks' projections. */
  void forward(float[][] factors);

  /**
   * Fills the gradients of the projections, and sets that of the layer's input to the share of all
   * terms that are no block.
   */
  float[][] backward(float[][] factors, boolean weightsToo);
}

package org.fbnetspark.export;

import java.util.List;

/**
 * The kernels of a network, asked for one by one from input to output.
 *
 * <p>The roles of a layer's kernels: {@code expand}, {@code depthwise0}, {@code depthwise1}, {@code
 * squeeze}, {@code excite} and {@code project} of an inverted residual block; {@code conv} of a
 * convolution, of a hidden layer or of a skip that changes the shape; {@code fc} of a classifier;
 * {@code depthwise0}, {@code pointwise0} and so on of a separable convolution, {@code even} and
 * {@code odd} of a factorized reduction, {@code norm} of a normalisation behind a pool.
 */
@FunctionalInterface
public interface FoldedWeights {

  /**
   * One kernel.
   *
   * @param layer index of the block among {@link org.fbnetspark.domain.network.Network#blocks()} of
   *     the architecture
   * @param role of the kernel in the layer
   * @param shape {@code [out, in / groups, height, width]}; for a classifier {@code [class, in]},
   *     the input's channels innermost
   */
  FoldedKernel kernel(int layer, String role, List<Integer> shape);
}

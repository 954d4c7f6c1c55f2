package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.BatchedProduct;
import org.fbnetspark.net.fused.kernel.InnerProduct;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;

/**
 * The gradient of a factor that all examples share, or of one that each has its own of, from what
 * it multiplies and the gradient of the product.
 */
final class FactorSlope {

  private final OneDnn dnn;
  private final NhwcShape shape;
  private final NativeFloats value;
  private final NativeFloats gradient;
  private Optional<InnerProduct> shared = Optional.empty();
  private NativeFloats ownSlopes;
  private Optional<Kernel> own = Optional.empty();

  FactorSlope(OneDnn dnn, NhwcShape shape, NativeFloats value, NativeFloats gradient) {
    this.dnn = dnn;
    this.shape = shape;
    this.value = value;
    this.gradient = gradient;
  }

  /**
   * Computes it from what the buffers hold now.
   *
   * @param factors 1 or as many as there are examples
   */
  float[] of(int factors) {
    if (factors == 1) {
      if (shared.isEmpty()) {
        shared = Optional.of(new InnerProduct(dnn, value, gradient));
      }
      return new float[] {(float) shared.get().of()};
    }
    if (own.isEmpty()) {
      ownSlopes = dnn.floats(factors);
      own = Optional.of(ofExamples());
    }
    own.get().run();
    return ownSlopes.toArray();
  }

  private Kernel ofExamples() {
    long length = shape.elements() / shape.batch();
    return BatchedProduct.of(
        dnn,
        shape.batch(),
        new BatchedProduct.Operand(value, 1, length, length, length, 1),
        new BatchedProduct.Operand(gradient, length, 1, length, 1, 1),
        new BatchedProduct.Operand(ownSlopes, 1, 1, 1, 1, 1));
  }
}

package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;

/**
 * Maps times a factor that all examples share, or that each has its own of. Most searches never use
 * factors of each example, so what they need is made when asked for.
 */
final class FactorProduct {

  private final OneDnn dnn;
  private final NhwcShape shape;
  private final NativeFloats from;
  private final NativeFloats to;
  private final boolean adds;
  private final NativeFloats sharedFactor;
  private final Kernel shared;
  private NativeFloats ownFactors;
  private Optional<Kernel> own = Optional.empty();

  /** Binds the product, which is added to the target or set. */
  FactorProduct(OneDnn dnn, NhwcShape shape, NativeFloats from, NativeFloats to, boolean adds) {
    this.dnn = dnn;
    this.shape = shape;
    this.from = from;
    this.to = to;
    this.adds = adds;
    sharedFactor = dnn.floats(1);
    shared = adds ? dnn.addProduct(from, sharedFactor, to) : dnn.product(from, sharedFactor, to);
  }

  void run(float[] factors) {
    if (factors.length == 1) {
      sharedFactor.put(factors);
      shared.run();
      return;
    }
    if (own.isEmpty()) {
      ownFactors = dnn.floats(shape.pooled().elements());
      own =
          Optional.of(
              adds
                  ? dnn.channelProductPlus(shape, from, ownFactors, to, to)
                  : dnn.channelProduct(shape, from, ownFactors, to));
    }
    int channels = shape.channels();
    float[] all = new float[factors.length * channels];
    for (int i = 0; i < all.length; i++) {
      all[i] = factors[i / channels];
    }
    ownFactors.put(all);
    own.get().run();
  }
}

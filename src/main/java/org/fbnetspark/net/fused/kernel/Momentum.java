package org.fbnetspark.net.fused.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Stochastic gradient descent with momentum and weight decay:
 *
 * <pre>v = momentum * v + gradient + decay * w;  w = w - rate * v</pre>
 *
 * done in pieces that stay in the cache from the first to the last operation.
 */
public final class Momentum {

  private static final long PIECE = 1 << 15;

  private final NativeFloats momentum;
  private final NativeFloats decay;
  private final NativeFloats negativeRate;
  private final List<Kernel> kernels = new ArrayList<>();

  /** Binds the step. */
  public Momentum(OneDnn dnn, Trainable parameters, NativeFloats velocity) {
    momentum = dnn.floats(1);
    decay = dnn.floats(1);
    negativeRate = dnn.floats(1);
    for (long start = 0; start < velocity.length(); start += PIECE) {
      long length = Math.min(PIECE, velocity.length() - start);
      NativeFloats v = velocity.view(start, length);
      Trainable part = parameters.view(start, length);
      kernels.add(dnn.productPlus(v, momentum, part.gradient(), v));
      kernels.add(dnn.addProduct(part.value(), decay, v));
      kernels.add(dnn.addProduct(v, negativeRate, part.value()));
    }
  }

  /** Makes one step. */
  public void step(double rate, double newMomentum, double newDecay) {
    momentum.put(new float[] {(float) newMomentum});
    decay.put(new float[] {(float) newDecay});
    negativeRate.put(new float[] {(float) -rate});
    kernels.forEach(Kernel::run);
  }
}

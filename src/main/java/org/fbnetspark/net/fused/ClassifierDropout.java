package org.fbnetspark.net.fused;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.layer.Ports;

/** Multiplies what the last layer reads, and its gradient, by the factors of {@link Dropout}. */
final class ClassifierDropout {

  private final NativeFloats factors;
  private final Kernel multiply;
  private final Kernel multiplyGradient;

  private ClassifierDropout(OneDnn dnn, NativeFloats x, NativeFloats dx) {
    factors = dnn.floats(x.length());
    multiply = dnn.product(x, factors, x);
    multiplyGradient = dnn.product(dx, factors, dx);
  }

  /** In front of the last of these layers; empty where that is the first one too. */
  static Optional<ClassifierDropout> before(List<Ports> layers, OneDnn dnn) {
    Ports last = layers.get(layers.size() - 1);
    return last.dx().map(dx -> new ClassifierDropout(dnn, last.x(), dx));
  }

  void forward(Dropout dropout) {
    if (dropout.active()) {
      factors.put(dropout.factors(Math.toIntExact(factors.length())));
      multiply.run();
    }
  }

  /** With the factors of the last forward pass. */
  void backward(Dropout dropout) {
    if (dropout.active()) {
      multiplyGradient.run();
    }
  }
}

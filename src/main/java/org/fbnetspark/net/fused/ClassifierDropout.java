package org.fbnetspark.net.fused;

import java.util.Optional;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.layer.Ports;

/** Multiplies what a classifier reads, and its gradient, by the factors of {@link Dropout}. */
final class ClassifierDropout {

  private final NativeFloats factors;
  private final Kernel multiply;
  private final Kernel multiplyGradient;

  private ClassifierDropout(OneDnn dnn, NativeFloats x, NativeFloats dx) {
    factors = dnn.floats(x.length());
    multiply = dnn.product(x, factors, x);
    multiplyGradient = dnn.product(dx, factors, dx);
  }

  /** In front of a layer that alone reads one thing; empty where no gradient of that is wanted. */
  static Optional<ClassifierDropout> before(Ports classifier, OneDnn dnn) {
    return classifier.inputs().size() == 1
        ? classifier.dx().map(dx -> new ClassifierDropout(dnn, classifier.x(), dx))
        : Optional.empty();
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

package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/** A mixed layer's plan, and all that it is built from. */
record Site(MixedPlan plan, OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {

  /** The input, positions by channels. */
  Matrix x() {
    return rows(ports.x(), plan.input());
  }

  /** The gradient of the input, positions by channels. */
  Optional<Matrix> dx() {
    return ports.dx().map(dx -> rows(dx, plan.input()));
  }

  static Matrix rows(NativeFloats data, NhwcShape shape) {
    return Matrix.of(data, shape.positions(), shape.channels());
  }
}

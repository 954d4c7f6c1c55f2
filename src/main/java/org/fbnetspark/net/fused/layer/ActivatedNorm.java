package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.net.fused.kernel.BatchNorm;
import org.fbnetspark.net.fused.kernel.Elementwise;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * Batch normalisation and the activation behind it. A ReLU is part of the normalisation's own
 * kernel. Any other one has a kernel; what it reads is kept for the backward pass, but for ReLU6,
 * whose output tells as much.
 */
final class ActivatedNorm {

  private final BatchNorm norm;
  private final Kernel activate;
  private final Kernel restore;
  private final Kernel backward;

  /**
   * Binds both passes.
   *
   * @param x {@code [positions][channels]}
   * @param y the same extent as {@code x}; as it is until the backward pass
   * @param dy gradient of {@code y}, which becomes that of {@code x}
   */
  ActivatedNorm(
      OneDnn dnn,
      NhwcShape shape,
      Activation activation,
      NativeFloats x,
      NativeFloats y,
      NativeFloats dy,
      Trainable affine) {
    if (activation == Activation.RELU) {
      norm = new BatchNorm(dnn, shape, true, x, y, affine);
      activate = () -> {};
      restore = norm::again;
      backward = norm.backward(dy, dy);
    } else {
      boolean inPlace = keptTensors(activation) == 0;
      NativeFloats normalised = inPlace ? y : dnn.passing(shape.elements());
      norm = new BatchNorm(dnn, shape, false, x, normalised, affine);
      Kernel again = norm::again;
      Elementwise function = new Elementwise(dnn, function(activation), normalised);
      activate = function.forward(y);
      restore = inPlace ? again.then(activate) : activate;
      backward = function.backward(dy, dy).then(norm.backward(dy, dy));
    }
  }

  /** The kernel of an activation where no normalisation has it. */
  static Elementwise.Function function(Activation activation) {
    return switch (activation) {
      case RELU -> Elementwise.Function.RELU;
      case RELU6 -> Elementwise.Function.RELU6;
      case HARD_SWISH -> Elementwise.Function.HARD_SWISH;
    };
  }

  /** Tensors of the output's extent that are kept between the passes, without input and output. */
  static int keptTensors(Activation activation) {
    return activation == Activation.HARD_SWISH ? 1 : 0;
  }

  void forward() {
    norm.forward();
    activate.run();
  }

  /** Fills the output of the last forward pass again. */
  void restore() {
    restore.run();
  }

  void backward() {
    backward.run();
  }
}

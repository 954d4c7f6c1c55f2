package org.fbnetspark.net.fused.layer;

import org.fbnetspark.net.fused.kernel.Convolution;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;

/** A full convolution; one of 1x1 is a matrix product. */
final class FullConvolution {

  private final Kernel convolve;
  private final Kernel weightGradient;
  private final Kernel dataGradient;

  /** Binds all passes; only a matrix product adds to the gradient of its input. */
  FullConvolution(OneDnn dnn, Window window, Trainable weights, Ports ports) {
    if (product(window)) {
      long in = window.input().channels();
      Matrix x = Site.rows(ports.x(), window.input());
      Matrix y = Site.rows(ports.y(), window.output());
      Matrix dy = Site.rows(ports.dy(), window.output());
      Matrix w = Matrix.of(weights.value(), in, window.outChannels());
      Matrix dw = Matrix.of(weights.gradient(), in, window.outChannels());
      float kept = ports.adds() ? 1f : 0f;
      convolve = () -> dnn.multiply(x, w, 0f, y);
      weightGradient = () -> dnn.multiply(x.transpose(), dy, 0f, dw);
      dataGradient =
          ports
              .dx()
              .map(data -> Site.rows(data, window.input()))
              .<Kernel>map(dx -> () -> dnn.multiply(dy, w.transpose(), kept, dx))
              .orElse(() -> {});
    } else {
      Convolution convolution = new Convolution(dnn, window, false);
      convolve = convolution.forward(ports.x(), weights.value(), ports.y());
      weightGradient = convolution.weightGradient(ports.x(), ports.dy(), weights.gradient());
      dataGradient =
          ports
              .dx()
              .map(dx -> convolution.dataGradient(ports.dy(), weights.value(), dx))
              .orElse(() -> {});
    }
  }

  /** Whether it is a matrix product. */
  static boolean product(Window window) {
    return window.taps() == 1 && window.strideHeight() == 1;
  }

  void forward() {
    convolve.run();
  }

  void backward(boolean weightsToo) {
    if (weightsToo) {
      weightGradient.run();
    }
    dataGradient.run();
  }
}

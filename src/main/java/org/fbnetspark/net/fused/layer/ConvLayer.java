package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.net.fused.kernel.Convolution;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;

/** Full convolution, batch normalisation, activation; one of 1x1 is a matrix product. */
final class ConvLayer implements Layer {

  private final ActivatedNorm norm;
  private final Kernel convolve;
  private final Kernel weightGradient;
  private final Kernel dataGradient;

  ConvLayer(
      OneDnn dnn,
      Window window,
      Activation activation,
      Trainable weights,
      Trainable affine,
      Ports ports) {
    NativeFloats convolved = dnn.passing(window.output().elements());
    NativeFloats gradient = ports.dy();
    norm =
        new ActivatedNorm(dnn, window.output(), activation, convolved, ports.y(), gradient, affine);
    if (window.taps() == 1 && window.strideHeight() == 1) {
      long in = window.input().channels();
      Matrix x = Site.rows(ports.x(), window.input());
      Matrix y = Site.rows(convolved, window.output());
      Matrix dy = Site.rows(gradient, window.output());
      Matrix w = Matrix.of(weights.value(), in, window.outChannels());
      Matrix dw = Matrix.of(weights.gradient(), in, window.outChannels());
      convolve = () -> dnn.multiply(x, w, 0f, y);
      weightGradient = () -> dnn.multiply(x.transpose(), dy, 0f, dw);
      dataGradient =
          ports
              .dx()
              .map(data -> Site.rows(data, window.input()))
              .<Kernel>map(dx -> () -> dnn.multiply(dy, w.transpose(), 0f, dx))
              .orElse(() -> {});
    } else {
      Convolution convolution = new Convolution(dnn, window, false);
      convolve = convolution.forward(ports.x(), weights.value(), convolved);
      weightGradient = convolution.weightGradient(ports.x(), gradient, weights.gradient());
      dataGradient =
          ports
              .dx()
              .map(dx -> convolution.dataGradient(gradient, weights.value(), dx))
              .orElse(() -> {});
    }
  }

  @Override
  public void forward(float[][] factors) {
    convolve.run();
    norm.forward();
  }

  @Override
  public float[][] backward(float[][] factors, boolean weightsToo) {
    norm.backward();
    if (weightsToo) {
      weightGradient.run();
    }
    dataGradient.run();
    return new float[0][];
  }
}

package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;

/** Full convolution, batch normalisation, activation. */
final class ConvLayer implements Layer {

  private final FullConvolution convolution;
  private final ActivatedNorm norm;

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
    convolution =
        new FullConvolution(dnn, window, weights, new Ports(ports.inputs(), convolved, gradient));
  }

  @Override
  public void forward(float[][] factors) {
    convolution.forward();
    norm.forward();
  }

  @Override
  public float[][] backward(float[][] factors, boolean weightsToo) {
    norm.backward();
    convolution.backward(weightsToo);
    return new float[0][];
  }
}

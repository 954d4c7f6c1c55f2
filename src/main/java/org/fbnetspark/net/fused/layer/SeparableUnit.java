package org.fbnetspark.net.fused.layer;

import org.fbnetspark.net.fused.kernel.Convolution;
import org.fbnetspark.net.fused.kernel.DepthwiseGradient;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.PhasedGradient;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;

/** A depthwise convolution and a 1x1 convolution behind it. */
final class SeparableUnit {

  private final OneDnn dnn;
  private final Kernel convolve;
  private final Kernel weightGradient;
  private final Kernel dataGradient;
  private final Matrix middle;
  private final Matrix middleGradient;
  private final Matrix weights;
  private final Matrix productGradient;
  private final Matrix y;
  private final Matrix dy;

  SeparableUnit(
      SeparablePlan.Unit plan, OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    this.dnn = dnn;
    Window window = plan.window();
    long elements = window.output().elements();
    NativeFloats convolved = dnn.floats(elements);
    NativeFloats gradient = scratch.take(ScratchSizes.Use.FRONT, elements);
    Trainable depthwise = plan.depthwise(parameters);
    Trainable pointwise = plan.pointwise(parameters);
    Convolution convolution = new Convolution(dnn, window, true);
    convolve = convolution.forward(ports.x(), depthwise.value(), convolved);
    weightGradient =
        window.dilation() > 1
            ? new PhasedGradient(
                dnn, window, ports.x(), gradient, depthwise.gradient(), scratch.phases(window))
            : new DepthwiseGradient(
                dnn,
                window,
                ports.x(),
                gradient,
                depthwise.gradient(),
                scratch.rooms(ScratchSizes.Use.WINDOW_INPUT, window));
    dataGradient =
        ports
            .dx()
            .map(
                dx ->
                    window.strideHeight() == 1
                        ? convolution.turnedDataGradient(
                            gradient, depthwise.value(), dx, ports.adds())
                        : AddingLayer.backward(
                            dnn,
                            scratch,
                            ports,
                            target ->
                                convolution.dataGradient(gradient, depthwise.value(), target)))
            .orElse(() -> {});
    middle = Site.rows(convolved, window.output());
    middleGradient = Site.rows(gradient, window.output());
    weights = Matrix.of(pointwise.value(), window.outChannels(), plan.out());
    productGradient = Matrix.of(pointwise.gradient(), window.outChannels(), plan.out());
    y = Site.rows(ports.y(), plan.output());
    dy = Site.rows(ports.dy(), plan.output());
  }

  void forward() {
    convolve.run();
    dnn.multiply(middle, weights, 0f, y);
  }

  void backward(boolean weightsToo) {
    dnn.multiply(dy, weights.transpose(), 0f, middleGradient);
    if (weightsToo) {
      dnn.multiply(middle.transpose(), dy, 0f, productGradient);
      weightGradient.run();
    }
    dataGradient.run();
  }
}

package org.fbnetspark.net.fused.layer;

import org.fbnetspark.net.fused.kernel.Convolution;
import org.fbnetspark.net.fused.kernel.DepthwiseGradient;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;

/** Depthwise convolution, batch normalisation and activation over the channels of a slab. */
final class DepthwiseStage {

  private final Kernel convolve;
  private final ActivatedNorm norm;
  private final Kernel weightGradient;
  private final Kernel dataGradient;
  private final NativeFloats y;

  /**
   * Binds the stage.
   *
   * @param number of the stage in the slab
   * @param x what is convolved
   * @param dy scratch that holds the gradient of the stage's output, and is overwritten
   * @param dx scratch for the gradient of {@code x}
   */
  DepthwiseStage(
      Site site,
      SlabPlan slab,
      int number,
      NhwcShape input,
      NativeFloats x,
      NativeFloats dy,
      NativeFloats dx) {
    SlabPlan.Stage plan = slab.stages().get(number);
    OneDnn dnn = site.dnn();
    Window window = window(input, plan);
    NhwcShape output = window.output();
    int channels = input.channels();
    Trainable weights =
        site.parameters().view(plan.weights(), (long) plan.kernel() * plan.kernel() * channels);
    Trainable affine = site.parameters().view(plan.affine(), 2L * channels);
    NativeFloats convolved = dnn.passing(output.elements());
    y = dnn.passing(output.elements());
    Convolution convolution = new Convolution(dnn, window, true);
    convolve = convolution.forward(x, weights.value(), convolved);
    norm = new ActivatedNorm(dnn, output, slab.activation(), convolved, y, dy, affine);
    // The buffer of dx is free until that is formed.
    ScratchSizes.Use free = SlabPlan.gradientUse(slab.stages().size() - number);
    DepthwiseGradient.Rooms rooms = site.scratch().rooms(free, window);
    weightGradient = new DepthwiseGradient(dnn, window, x, dy, weights.gradient(), rooms);
    dataGradient = convolution.dataGradient(dy, weights.value(), dx);
  }

  /**
   * Maps of one position are seen as one column of them, for which there is faster code, unless the
   * window has larger maps too.
   */
  static Window window(NhwcShape input, SlabPlan.Stage plan) {
    boolean points = input.height() == 1 && input.width() == 1 && plan.kernel() == 1;
    NhwcShape seen = points ? new NhwcShape(1, input.batch(), 1, input.channels()) : input;
    return Window.square(seen, input.channels(), plan.kernel(), points ? 1 : plan.stride());
  }

  NativeFloats output() {
    return y;
  }

  void forward() {
    convolve.run();
    norm.forward();
  }

  void backward(boolean weightsToo) {
    norm.backward();
    if (weightsToo) {
      weightGradient.run();
    }
    dataGradient.run();
  }
}

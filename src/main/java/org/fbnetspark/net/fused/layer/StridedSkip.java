package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.BatchNorm;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/** Skip where the shape changes: the positions of the stride, 1x1 convolution, BN, ReLU. */
final class StridedSkip {

  private final OneDnn dnn;
  private final Optional<NativeFloats> dx;
  private final Kernel pick;
  private final Kernel spread;
  private final Matrix picked;
  private final Matrix pickedGradient;
  private final Matrix weights;
  private final Matrix weightGradient;
  private final Matrix convolved;
  private final NativeFloats output;
  private final NativeFloats outputGradient;
  private final Matrix gradient;
  private final BatchNorm norm;
  private final Kernel normGradient;

  StridedSkip(Site site, MixedPlan.SkipConvolution plan) {
    dnn = site.dnn();
    dx = site.ports().dx();
    NhwcShape in = site.plan().input();
    NhwcShape out = site.plan().output();
    NhwcShape read = out.withChannels(in.channels());
    Trainable parameters =
        site.parameters().view(plan.weights(), (long) in.channels() * out.channels());
    weights = Matrix.of(parameters.value(), in.channels(), out.channels());
    weightGradient = Matrix.of(parameters.gradient(), in.channels(), out.channels());
    picked = Site.rows(dnn.floats(read.elements()), read);
    NativeFloats readGradient = site.scratch().take(ScratchSizes.Use.SKIP_INPUT, read.elements());
    pickedGradient = Site.rows(readGradient, read);
    convolved = Site.rows(dnn.floats(out.elements()), out);
    output = dnn.floats(out.elements());
    outputGradient = site.scratch().take(ScratchSizes.Use.SKIP, out.elements());
    gradient = Site.rows(outputGradient, out);
    Trainable affine = site.parameters().view(plan.affine(), 2L * out.channels());
    norm = new BatchNorm(dnn, out, true, convolved.data(), output, affine);
    normGradient = norm.backward(outputGradient, outputGradient);
    long[] steps = in.strides();
    int stride = site.plan().placement().stride();
    steps[2] *= out.height() > 1 ? stride : 1;
    steps[3] *= out.width() > 1 ? stride : 1;
    pick = dnn.copy(read, site.ports().x(), steps, picked.data(), read.strides());
    spread =
        dx.map(target -> dnn.copy(read, readGradient, read.strides(), target, steps))
            .orElse(() -> {});
  }

  NativeFloats output() {
    return output;
  }

  /** To be filled before the backward pass. */
  NativeFloats outputGradient() {
    return outputGradient;
  }

  void forward() {
    pick.run();
    dnn.multiply(picked, weights, 0f, convolved);
    norm.forward();
  }

  /** Sets the gradient of the layer's input. */
  void backward(boolean weightsToo) {
    normGradient.run();
    if (weightsToo) {
      dnn.multiply(picked.transpose(), gradient, 0f, weightGradient);
    }
    dx.ifPresent(
        target -> {
          dnn.multiply(gradient, weights.transpose(), 0f, pickedGradient);
          target.clear();
          spread.run();
        });
  }
}

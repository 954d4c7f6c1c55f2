package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.BatchNorm;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * Skip where the shape changes, and a 1x1 convolution elsewhere: the positions of the stride, the
 * convolution, BN, ReLU.
 */
final class ConvolvedSkip {

  private final OneDnn dnn;
  private final Optional<NativeFloats> dx;
  private final boolean strided;
  private final float added;
  private final Kernel pick;
  private final Kernel spread;
  private final Matrix read;
  private final Optional<Matrix> readGradient;
  private final Matrix weights;
  private final Matrix weightGradient;
  private final Matrix convolved;
  private final NativeFloats output;
  private final NativeFloats outputGradient;
  private final Matrix gradient;
  private final BatchNorm norm;
  private final Kernel normGradient;

  /**
   * Binds both passes.
   *
   * @param added whether the backward pass adds to the gradient of the input, in place of setting
   *     it; not with a stride
   */
  ConvolvedSkip(Site site, MixedPlan.SkipConvolution plan, boolean added) {
    dnn = site.dnn();
    dx = site.ports().dx();
    strided = site.plan().strided();
    this.added = added ? 1f : 0f;
    NhwcShape in = site.plan().input();
    NhwcShape out = site.plan().output();
    NhwcShape shape = out.withChannels(in.channels());
    Trainable parameters =
        site.parameters().view(plan.weights(), (long) in.channels() * out.channels());
    weights = Matrix.of(parameters.value(), in.channels(), out.channels());
    weightGradient = Matrix.of(parameters.gradient(), in.channels(), out.channels());
    convolved = Site.rows(dnn.passing(out.elements()), out);
    output = dnn.passing(out.elements());
    outputGradient = site.scratch().take(ScratchSizes.Use.SKIP, out.elements());
    gradient = Site.rows(outputGradient, out);
    Trainable affine = site.parameters().view(plan.affine(), 2L * out.channels());
    norm = new BatchNorm(dnn, out, true, convolved.data(), output, affine);
    normGradient = norm.backward(outputGradient, outputGradient);
    if (strided) {
      int stride = site.plan().placement().stride();
      long[] steps = in.strides();
      steps[2] *= out.height() > 1 ? stride : 1;
      steps[3] *= out.width() > 1 ? stride : 1;
      NativeFloats picked = dnn.passing(shape.elements());
      NativeFloats scratch = site.scratch().take(ScratchSizes.Use.SKIP_INPUT, shape.elements());
      read = Site.rows(picked, shape);
      readGradient = dx.map(target -> Site.rows(scratch, shape));
      pick = dnn.copy(shape, site.ports().x(), steps, picked, shape.strides());
      spread =
          dx.map(target -> dnn.copy(shape, scratch, shape.strides(), target, steps))
              .orElse(() -> {});
    } else {
      read = site.x();
      readGradient = site.dx();
      pick = () -> {};
      spread = () -> {};
    }
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
    dnn.multiply(read, weights, 0f, convolved);
    norm.forward();
  }

  /** Fills the gradient of the weights, and sets that of the layer's input or adds to it. */
  void backward(boolean weightsToo) {
    normGradient.run();
    if (weightsToo) {
      dnn.multiply(read.transpose(), gradient, 0f, weightGradient);
    }
    readGradient.ifPresent(target -> dnn.multiply(gradient, weights.transpose(), added, target));
    if (strided) {
      dx.ifPresent(NativeFloats::clear);
      spread.run();
    }
  }
}

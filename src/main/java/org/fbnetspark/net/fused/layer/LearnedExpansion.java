package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * 1x1 convolution, batch normalisation and activation over the channels of a slab. A grouped
 * convolution is a dense one with zeros, which the masked gradient leaves zero.
 */
final class LearnedExpansion implements Expansion {

  private final OneDnn dnn;
  private final Matrix x;
  private final Optional<Matrix> dx;
  private final Matrix weights;
  private final Matrix weightGradient;
  private final Matrix expanded;
  private final Matrix gradient;
  private final NativeFloats output;
  private final ActivatedNorm norm;
  private final Optional<Kernel> mask;
  private final boolean lean;

  LearnedExpansion(Site site, SlabPlan slab, NativeFloats outputGradient) {
    dnn = site.dnn();
    x = site.x();
    dx = site.dx();
    NhwcShape shape = site.plan().input().withChannels(slab.channels());
    int in = site.plan().input().channels();
    long weightCount = (long) in * slab.channels();
    Trainable parameters = site.parameters().view(slab.expansion(), weightCount);
    weights = Matrix.of(parameters.value(), in, slab.channels());
    weightGradient = Matrix.of(parameters.gradient(), in, slab.channels());
    NativeFloats convolved = dnn.passing(shape.elements());
    expanded = Site.rows(convolved, shape);
    lean = site.plan().lean();
    output =
        lean
            ? site.scratch().take(ScratchSizes.Use.EXPANDED, shape.elements())
            : dnn.passing(shape.elements());
    gradient = Site.rows(outputGradient, shape);
    Trainable affine = site.parameters().view(slab.expansionAffine(), 2L * slab.channels());
    norm =
        new ActivatedNorm(dnn, shape, slab.activation(), convolved, output, outputGradient, affine);
    mask = mask(slab, in, parameters.gradient());
  }

  private Optional<Kernel> mask(SlabPlan slab, int in, NativeFloats target) {
    if (slab.segments().stream().allMatch(segment -> segment.groups() == 1)) {
      return Optional.empty();
    }
    float[] ones = new float[in * slab.channels()];
    for (SlabPlan.Segment segment : slab.segments()) {
      int groups = segment.groups();
      for (int j = 0; j < segment.length(); j++) {
        int group = (segment.first() + j) % groups;
        for (int i = group * in / groups; i < (group + 1) * in / groups; i++) {
          ones[i * slab.channels() + segment.channel() + j] = 1f;
        }
      }
    }
    NativeFloats kept = dnn.floats(ones.length);
    kept.put(ones);
    return Optional.of(dnn.product(target, kept, target));
  }

  @Override
  public NativeFloats output() {
    return output;
  }

  @Override
  public void forward() {
    dnn.multiply(x, weights, 0f, expanded);
    norm.forward();
  }

  @Override
  public void restore() {
    if (lean) {
      norm.restore();
    }
  }

  @Override
  public void backward(boolean weightsToo) {
    norm.backward();
    if (weightsToo) {
      dnn.multiply(x.transpose(), gradient, 0f, weightGradient);
      mask.ifPresent(Kernel::run);
    }
    dx.ifPresent(target -> dnn.multiply(gradient, weights.transpose(), 1f, target));
  }
}

package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.Elementwise;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Pooling;

/**
 * Squeeze and excitation over the channels of a slab, which are those of one block:
 *
 * <pre>
 * s = mean of x over positions,  h = activation(W1 s + b1),  z = relu6(W2 h + b2 + 3) / 6
 * y = x * z
 * </pre>
 *
 * Unused channels of the slab are zeros, and so are the weights that belong to them; both remain
 * so.
 *
 * <p>Under a mask of the middle channels {@code M} x is {@code x * M} wherever it is read, and h is
 * masked too: {@code s} and {@code z} are multiplied, which are one for each example and channel.
 */
final class SqueezeExcite {

  private static final float[][] NO_FACTORS = {};

  private final NativeFloats y;
  private final Layer squeeze;
  private final Layer excite;
  private final PooledMask means;
  private final PooledMask hidden;
  private final PooledMask factors;
  private final Kernel pool;
  private final Kernel activate;
  private final Kernel gate;
  private final Kernel scale;
  private final Kernel factorGradient;
  private final Kernel gateGradient;
  private final Kernel activationGradient;
  private final Kernel dataGradient;

  /**
   * Binds the stage.
   *
   * @param x what the last depthwise stage gives
   * @param dy scratch that holds the gradient of the output, which becomes that of {@code x}
   * @param products scratch of the same extent
   * @param masks of the block
   */
  SqueezeExcite(
      Site site,
      SlabPlan slab,
      SlabPlan.SqueezeExcite plan,
      NativeFloats x,
      NativeFloats dy,
      NativeFloats products,
      BlockMasks masks) {
    OneDnn dnn = site.dnn();
    NhwcShape shape = site.plan().output().withChannels(slab.channels());
    NhwcShape wide = plan.squeeze().input();
    NhwcShape narrow = plan.squeeze().output();
    int middle = slab.segments().get(0).length();
    NativeFloats meansGradient = dnn.floats(wide.elements());
    NativeFloats squeezed = dnn.floats(narrow.elements());
    NativeFloats hiddenGradient = dnn.floats(narrow.elements());
    NativeFloats excited = dnn.floats(wide.elements());
    NativeFloats excitedGradient = dnn.floats(wide.elements());
    means = new PooledMask(dnn, wide, masks.middle(), middle, meansGradient);
    hidden = new PooledMask(dnn, narrow, masks.squeezed(), narrow.channels(), hiddenGradient);
    factors = new PooledMask(dnn, wide, masks.middle(), middle, excitedGradient);
    squeeze =
        product(
            site,
            plan.squeeze(),
            plan.squeezeParameters(),
            new Ports(means.masked(), Optional.of(meansGradient), squeezed, hiddenGradient));
    excite =
        product(
            site,
            plan.excite(),
            plan.exciteParameters(),
            new Ports(hidden.masked(), Optional.of(hiddenGradient), excited, excitedGradient));
    Pooling mean = Pooling.whole(dnn, shape);
    Elementwise function =
        new Elementwise(dnn, ActivatedNorm.function(slab.activation()), squeezed);
    Elementwise sigmoid = new Elementwise(dnn, Elementwise.Function.HARD_SIGMOID, excited);
    NativeFloats positions = dnn.floats(1);
    positions.put(new float[] {shape.height() * shape.width()});
    y = dnn.passing(shape.elements());
    pool = mean.forward(x, means.value());
    activate = function.forward(hidden.value());
    gate = sigmoid.forward(factors.value());
    scale = dnn.channelProduct(shape, x, factors.masked(), y);
    factorGradient =
        dnn.product(x, dy, products)
            .then(mean.forward(products, excitedGradient))
            .then(dnn.product(excitedGradient, positions, excitedGradient));
    gateGradient = sigmoid.backward(excitedGradient, excitedGradient);
    activationGradient = function.backward(hiddenGradient, hiddenGradient);
    dataGradient =
        mean.backward(meansGradient, products)
            .then(dnn.channelProductPlus(shape, dy, factors.masked(), products, dy));
  }

  private static Layer product(Site site, LinearPlan plan, int place, Ports ports) {
    return plan.build(
        site.dnn(), site.parameters().view(place, plan.parameterCount()), site.scratch(), ports);
  }

  NativeFloats output() {
    return y;
  }

  void forward() {
    pool.run();
    means.forward();
    squeeze.forward(NO_FACTORS);
    activate.run();
    hidden.forward();
    excite.forward(NO_FACTORS);
    gate.run();
    factors.forward();
    scale.run();
  }

  void backward(boolean weightsToo) {
    factorGradient.run();
    factors.backward(weightsToo);
    gateGradient.run();
    excite.backward(NO_FACTORS, weightsToo);
    hidden.backward(weightsToo);
    activationGradient.run();
    squeeze.backward(NO_FACTORS, weightsToo);
    means.backward(weightsToo);
    dataGradient.run();
  }
}

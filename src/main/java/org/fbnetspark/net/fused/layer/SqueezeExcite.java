package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.Elementwise;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.MeanPool;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;

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
 */
final class SqueezeExcite {

  private static final float[][] NO_GATES = {};

  private final NativeFloats y;
  private final Layer squeeze;
  private final Layer excite;
  private final Kernel pool;
  private final Kernel activate;
  private final Kernel gateAndScale;
  private final Kernel gateGradient;
  private final Kernel activationGradient;
  private final Kernel dataGradient;

  /**
   * Binds the stage.
   *
   * @param x what the last depthwise stage gives
   * @param dy scratch that holds the gradient of the output, which becomes that of {@code x}
   * @param products scratch of the same extent
   */
  SqueezeExcite(
      Site site,
      SlabPlan slab,
      SlabPlan.SqueezeExcite plan,
      NativeFloats x,
      NativeFloats dy,
      NativeFloats products) {
    OneDnn dnn = site.dnn();
    NhwcShape shape = site.plan().output().withChannels(slab.channels());
    NhwcShape wide = plan.squeeze().input();
    NhwcShape narrow = plan.squeeze().output();
    NativeFloats means = dnn.floats(wide.elements());
    NativeFloats meansGradient = dnn.floats(wide.elements());
    NativeFloats squeezed = dnn.floats(narrow.elements());
    NativeFloats hidden = dnn.floats(narrow.elements());
    NativeFloats hiddenGradient = dnn.floats(narrow.elements());
    NativeFloats excited = dnn.floats(wide.elements());
    NativeFloats factors = dnn.floats(wide.elements());
    NativeFloats factorGradient = dnn.floats(wide.elements());
    squeeze =
        product(
            site,
            plan.squeeze(),
            plan.squeezeParameters(),
            new Ports(means, Optional.of(meansGradient), squeezed, hiddenGradient));
    excite =
        product(
            site,
            plan.excite(),
            plan.exciteParameters(),
            new Ports(hidden, Optional.of(hiddenGradient), excited, factorGradient));
    MeanPool mean = new MeanPool(dnn, shape);
    Elementwise function =
        new Elementwise(dnn, ActivatedNorm.function(slab.activation()), squeezed);
    Elementwise gate = new Elementwise(dnn, Elementwise.Function.HARD_SIGMOID, excited);
    NativeFloats positions = dnn.floats(1);
    positions.put(new float[] {shape.height() * shape.width()});
    y = dnn.floats(shape.elements());
    pool = mean.forward(x, means);
    activate = function.forward(hidden);
    gateAndScale = gate.forward(factors).then(dnn.channelProduct(shape, x, factors, y));
    gateGradient =
        dnn.product(x, dy, products)
            .then(mean.forward(products, factorGradient))
            .then(dnn.product(factorGradient, positions, factorGradient))
            .then(gate.backward(factorGradient, factorGradient));
    activationGradient = function.backward(hiddenGradient, hiddenGradient);
    dataGradient =
        mean.backward(meansGradient, products)
            .then(dnn.channelProductPlus(shape, dy, factors, products, dy));
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
    squeeze.forward(NO_GATES);
    activate.run();
    excite.forward(NO_GATES);
    gateAndScale.run();
  }

  void backward(boolean weightsToo) {
    gateGradient.run();
    excite.backward(NO_GATES, weightsToo);
    activationGradient.run();
    squeeze.backward(NO_GATES, weightsToo);
    dataGradient.run();
  }
}

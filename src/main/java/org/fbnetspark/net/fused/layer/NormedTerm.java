package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.BatchNorm;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * A term that a normalisation ends. A factor that all examples share is multiplied into its scale
 * and shift, whose gradients then give its own:
 *
 * <pre>dL/dfactor = sum over channels of gamma * dL/dscale + beta * dL/dshift</pre>
 *
 * One that each example has its own of multiplies what is normalised.
 */
final class NormedTerm implements Term {

  private static final float[] NOT_WANTED = {};
  private static final float[][] NO_FACTORS = {{}};

  private final Layer layer;
  private final Trainable affine;
  private final Trainable gated;
  private final NativeFloats value;
  private final BatchNorm norm;
  private final Kernel gradient;
  private final float[] values;
  private final float[] gatedValues;
  private final FactorProduct product;
  private final FactorProduct productGradient;
  private final FactorSlope slope;
  private final NativeFloats layerGradient;
  private Optional<Kernel> ownGradient = Optional.empty();

  /**
   * Binds a term.
   *
   * @param layer gives what is normalised
   * @param given that
   * @param layerGradient its gradient
   * @param affine scale and shift
   * @param value for the term
   * @param dy gradient of the term, which is kept
   */
  NormedTerm(
      OneDnn dnn,
      NhwcShape shape,
      Layer layer,
      NativeFloats given,
      NativeFloats layerGradient,
      Trainable affine,
      NativeFloats value,
      NativeFloats dy) {
    this.layer = layer;
    this.affine = affine;
    this.value = value;
    this.layerGradient = layerGradient;
    long length = 2L * shape.channels();
    values = new float[(int) length];
    gatedValues = new float[(int) length];
    gated = affine.with(dnn.floats(length), dnn.floats(length));
    norm = new BatchNorm(dnn, shape, false, given, value, gated);
    gradient = norm.backward(dy, layerGradient);
    product = new FactorProduct(dnn, shape, value, value, false);
    productGradient = new FactorProduct(dnn, shape, dy, layerGradient, false);
    slope = new FactorSlope(dnn, shape, value, dy);
  }

  @Override
  public NativeFloats value() {
    return value;
  }

  @Override
  public void forward(float[] factors) {
    layer.forward(NO_FACTORS);
    normalise(factors.length == 1 ? factors[0] : 1f);
    if (factors.length > 1) {
      product.run(factors);
    }
  }

  private void normalise(float factor) {
    affine.value().get(values);
    for (int i = 0; i < values.length; i++) {
      gatedValues[i] = factor * values[i];
    }
    gated.value().put(gatedValues);
    norm.forward();
  }

  @Override
  public float[] backward(float[] factors, boolean weightsToo) {
    float[] found = factors.length == 1 ? shared(factors[0]) : own(factors, weightsToo);
    layer.backward(NO_FACTORS, weightsToo);
    return weightsToo ? NOT_WANTED : found;
  }

  private float[] shared(float factor) {
    gradient.run();
    return new float[] {ofFactor(factor)};
  }

  private float[] own(float[] factors, boolean weightsToo) {
    float[] found = NOT_WANTED;
    if (!weightsToo) {
      norm.forward();
      found = slope.of(factors.length);
    }
    productGradient.run(factors);
    if (ownGradient.isEmpty()) {
      ownGradient = Optional.of(norm.backward(layerGradient, layerGradient));
    }
    ownGradient.get().run();
    ofFactor(1f);
    return found;
  }

  /** Fills the gradient of scale and shift and gives that of the factor in them. */
  private float ofFactor(float factor) {
    affine.value().get(values);
    gated.gradient().get(gatedValues);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (double) values[i] * gatedValues[i];
      gatedValues[i] *= factor;
    }
    affine.gradient().put(gatedValues);
    return (float) sum;
  }
}

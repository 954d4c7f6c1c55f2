package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.net.fused.kernel.BatchNorm;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * The sum under gates that all examples share. A block's gate is multiplied into the scale and
 * shift of its last normalisation, whose backward pass then gives the gate's gradient too:
 *
 * <pre>dL/dgate = sum over channels of gamma * dL/dscale + beta * dL/dshift</pre>
 *
 * for scale = gate * gamma and shift = gate * beta.
 */
final class SharedGates implements GatedSum {

  private final OneDnn dnn;
  private final Terms terms;
  private final boolean chosen;
  private final Optional<Matrix> bypass;
  private final Matrix dy;
  private final Matrix products;
  private final List<GatedNorm> norms = new ArrayList<>();
  private final NativeFloats bypassFactor;
  private final Kernel scaleBypass;
  private final Kernel scaleBypassGradient;
  private final Kernel sum;

  SharedGates(Site site, Terms terms) {
    this.terms = terms;
    dnn = site.dnn();
    chosen = site.plan().open();
    NhwcShape shape = site.plan().output();
    int channels = shape.channels();
    bypass = terms.bypass().map(data -> Site.rows(data, shape));
    dy = Site.rows(site.ports().dy(), shape);
    products = Matrix.of(dnn.floats((long) channels * channels), channels, channels);
    for (int i = 0; i < terms.projections().size(); i++) {
      Trainable affine =
          site.parameters().view(site.plan().blocks().get(i).affine(), 2L * channels);
      norms.add(
          new GatedNorm(dnn, shape, terms.projections().get(i), terms.slot(i), dy.data(), affine));
    }
    bypassFactor = dnn.floats(1);
    scaleBypass =
        terms
            .bypass()
            .map(data -> dnn.product(data, bypassFactor, terms.slot(terms.size() - 1)))
            .orElse(() -> {});
    scaleBypassGradient =
        terms
            .bypassGradient()
            .map(target -> dnn.product(dy.data(), bypassFactor, target))
            .orElse(() -> {});
    float[] ones = new float[terms.size()];
    Arrays.fill(ones, 1f);
    List<NativeFloats> slots = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      slots.add(terms.slot(i));
    }
    sum = dnn.sum(ones, site.ports().y(), slots);
  }

  @Override
  public void forward(float[][] gates) {
    float[] factors = terms.factors(gates[0]);
    for (int i = 0; i < norms.size(); i++) {
      norms.get(i).forward(factors[i]);
    }
    terms.forwardBypass();
    if (bypass.isPresent()) {
      bypassFactor.put(new float[] {factors[norms.size()]});
    }
    scaleBypass.run();
    sum.run();
  }

  @Override
  public float[][] backward(float[][] gates, boolean weightsToo) {
    float[] factors = terms.factors(gates[0]);
    float[] gradient = new float[factors.length];
    if (bypass.isPresent()) {
      gradient[norms.size()] = chosen ? innerProduct(bypass.get()) : 0f;
      bypassFactor.put(new float[] {factors[norms.size()]});
    }
    scaleBypassGradient.run();
    terms.backwardBypass(weightsToo);
    for (int i = 0; i < norms.size(); i++) {
      gradient[i] = norms.get(i).backward(factors[i]);
    }
    return new float[][] {terms.gateGradient(gradient)};
  }

  /** The trace of the product over positions, which runs at the speed of a matrix product. */
  private float innerProduct(Matrix term) {
    dnn.multiply(term.transpose(), dy, 0f, products);
    float[] all = products.data().toArray();
    double trace = 0;
    for (int i = 0; i < products.rows(); i++) {
      trace += all[i * ((int) products.columns() + 1)];
    }
    return (float) trace;
  }

  /** A normalisation whose scale and shift carry a gate. */
  private static final class GatedNorm {
    private final Trainable affine;
    private final Trainable gated;
    private final BatchNorm norm;
    private final Kernel gradient;
    private final float[] values;
    private final float[] gatedValues;

    GatedNorm(
        OneDnn dnn,
        NhwcShape shape,
        NativeFloats x,
        NativeFloats slot,
        NativeFloats dy,
        Trainable affine) {
      this.affine = affine;
      int length = 2 * shape.channels();
      values = new float[length];
      gatedValues = new float[length];
      gated = new Trainable(dnn.floats(length), dnn.floats(length), affine.statistics());
      norm = new BatchNorm(dnn, shape, false, x, slot, gated);
      gradient = norm.backward(dy, slot);
    }

    void forward(float gate) {
      affine.value().get(values);
      for (int i = 0; i < values.length; i++) {
        gatedValues[i] = gate * values[i];
      }
      gated.value().put(gatedValues);
      norm.forward();
    }

    /** Gives the gradient of the gate. */
    float backward(float gate) {
      gradient.run();
      affine.value().get(values);
      gated.gradient().get(gatedValues);
      double gateGradient = 0;
      for (int i = 0; i < values.length; i++) {
        gateGradient += (double) values[i] * gatedValues[i];
        gatedValues[i] *= gate;
      }
      affine.gradient().put(gatedValues);
      return (float) gateGradient;
    }
  }
}

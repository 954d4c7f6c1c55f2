package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fbnetspark.net.fused.kernel.BatchNorm;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * The sum under factors that all examples share. A block's factor, and the mask of the output's
 * width, are multiplied into the scale and shift of its last normalisation, whose backward pass
 * then gives their gradients too:
 *
 * <pre>
 * dL/dfactor = sum over channels of mask * (gamma * dL/dscale + beta * dL/dshift)
 * dL/dmask_c = factor * (gamma_c * dL/dscale_c + beta_c * dL/dshift_c), summed over blocks
 * </pre>
 *
 * for scale = factor * mask * gamma and shift = factor * mask * beta.
 */
final class SharedGates implements GatedSum {

  private final OneDnn dnn;
  private final Terms terms;
  private final boolean chosen;
  private final ChannelMask mask;
  private final NhwcShape shape;
  private final Matrix dy;
  private final Matrix products;
  private final List<GatedNorm> norms = new ArrayList<>();
  private final NativeFloats inputFactor;
  private final NativeFloats convolutionFactors;
  private final Kernel scaleInput;
  private final Kernel scaleInputGradient;
  private final Kernel scaleConvolution;
  private final Kernel scaleConvolutionGradient;
  private final Kernel sum;

  SharedGates(Site site, Terms terms) {
    this.terms = terms;
    dnn = site.dnn();
    chosen = site.plan().open();
    mask = site.plan().mask();
    shape = site.plan().output();
    int channels = shape.channels();
    dy = Site.rows(site.ports().dy(), shape);
    products = Matrix.of(dnn.passing((long) channels * channels), channels, channels);
    for (int i = 0; i < terms.projections().size(); i++) {
      Trainable affine =
          site.parameters().view(site.plan().blocks().get(i).affine(), 2L * channels);
      norms.add(
          new GatedNorm(dnn, shape, terms.projections().get(i), terms.slot(i), dy.data(), affine));
    }
    inputFactor = dnn.floats(1);
    scaleInput =
        terms
            .input()
            .map(input -> dnn.product(input.value(), inputFactor, terms.inputSlot()))
            .orElse(() -> {});
    scaleInputGradient =
        terms
            .input()
            .flatMap(AddedInput::gradient)
            .map(target -> dnn.product(dy.data(), inputFactor, target))
            .orElse(() -> {});
    convolutionFactors = dnn.floats(channels);
    NhwcShape one = new NhwcShape(1, shape.batch() * shape.height(), shape.width(), channels);
    scaleConvolution =
        terms
            .convolution()
            .map(
                skip ->
                    dnn.channelProduct(
                        one, skip.output(), convolutionFactors, terms.convolutionSlot()))
            .orElse(() -> {});
    scaleConvolutionGradient =
        terms
            .convolution()
            .map(
                skip ->
                    dnn.channelProduct(one, dy.data(), convolutionFactors, skip.outputGradient()))
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
  public void forward(float[][] rows) {
    float[] factors = terms.factors(rows[0]);
    mask.use(rows[0]);
    for (int i = 0; i < norms.size(); i++) {
      norms.get(i).forward(factors[i], mask);
    }
    terms.convolution().ifPresent(ConvolvedSkip::forward);
    terms.input().ifPresent(AddedInput::forward);
    fill(factors);
    scaleConvolution.run();
    scaleInput.run();
    sum.run();
  }

  private void fill(float[] factors) {
    if (terms.input().isPresent()) {
      inputFactor.put(new float[] {factors[factors.length - 1]});
    }
    if (terms.convolution().isPresent()) {
      float[] masked = mask.values(0, shape.channels(), 0);
      for (int c = 0; c < masked.length; c++) {
        masked[c] *= factors[norms.size()];
      }
      convolutionFactors.put(masked);
    }
  }

  @Override
  public float[][] backward(float[][] rows, boolean weightsToo) {
    boolean wanted = chosen && !weightsToo;
    float[] factors = terms.factors(rows[0]);
    float[] gradient = new float[factors.length];
    mask.use(rows[0]);
    if (wanted) {
      terms.input().ifPresent(input -> gradient[factors.length - 1] = (float) trace(input.value()));
      terms
          .convolution()
          .ifPresent(skip -> gradient[norms.size()] = slopes(skip.output(), factors[norms.size()]));
    }
    fill(factors);
    scaleInputGradient.run();
    scaleConvolutionGradient.run();
    terms.backward(weightsToo);
    for (int i = 0; i < norms.size(); i++) {
      gradient[i] = norms.get(i).backward(factors[i], mask);
    }
    if (!wanted) {
      return new float[0][];
    }
    float[] rowGradient = terms.rowGradient(gradient);
    mask.addGradient(rowGradient);
    return new float[][] {rowGradient};
  }

  /** The gradient of the convolution's factor, and of the mask by it. */
  private float slopes(NativeFloats term, float factor) {
    double sum = 0;
    double[] slopes = channelProducts(term);
    for (int c = 0; c < slopes.length; c++) {
      sum += mask.at(c) * slopes[c];
      mask.addSlope(c, factor * slopes[c]);
    }
    return (float) sum;
  }

  private double trace(NativeFloats term) {
    return Arrays.stream(channelProducts(term)).reduce(0, Double::sum);
  }

  /**
   * For each channel the sum over positions of term and gradient of the output: the diagonal of a
   * product, which runs at the speed of a matrix product.
   */
  private double[] channelProducts(NativeFloats term) {
    dnn.multiply(Site.rows(term, shape).transpose(), dy, 0f, products);
    float[] all = products.data().toArray();
    double[] diagonal = new double[shape.channels()];
    for (int i = 0; i < diagonal.length; i++) {
      diagonal[i] = all[i * (diagonal.length + 1)];
    }
    return diagonal;
  }

  /** A normalisation whose scale and shift carry a factor and a mask. */
  private static final class GatedNorm {
    private final Trainable affine;
    private final Trainable gated;
    private final BatchNorm norm;
    private final Kernel gradient;
    private final int channels;
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
      channels = shape.channels();
      values = new float[2 * channels];
      gatedValues = new float[2 * channels];
      gated = affine.with(dnn.floats(2L * channels), dnn.floats(2L * channels));
      norm = new BatchNorm(dnn, shape, false, x, slot, gated);
      gradient = norm.backward(dy, slot);
    }

    void forward(float factor, ChannelMask mask) {
      affine.value().get(values);
      for (int i = 0; i < values.length; i++) {
        gatedValues[i] = factor * mask.at(i % channels) * values[i];
      }
      gated.value().put(gatedValues);
      norm.forward();
    }

    /** Gives the gradient of the factor, and adds to that of the mask. */
    float backward(float factor, ChannelMask mask) {
      gradient.run();
      affine.value().get(values);
      gated.gradient().get(gatedValues);
      double factorGradient = 0;
      for (int i = 0; i < values.length; i++) {
        double slope = (double) values[i] * gatedValues[i];
        float masked = mask.at(i % channels);
        factorGradient += masked * slope;
        mask.addSlope(i % channels, factor * slope);
        gatedValues[i] *= factor * masked;
      }
      affine.gradient().put(gatedValues);
      return (float) factorGradient;
    }
  }
}

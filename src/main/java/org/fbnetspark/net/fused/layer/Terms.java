package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.net.fused.kernel.NativeFloats;

/**
 * The terms of a mixed layer's sum: the blocks in order, behind them the 1x1 convolution and the
 * input itself, where there are such.
 *
 * <pre>y = mask * (sum over blocks and convolution of factor * term) + factor * input</pre>
 *
 * The factor of the input is the sum of those of all that add it: residuals and skip.
 */
final class Terms {

  private final MixedPlan plan;
  private final Optional<NativeFloats> dx;
  private final List<NativeFloats> projections = new ArrayList<>();
  private final NativeFloats slots;
  private final Optional<ConvolvedSkip> convolution;
  private final Optional<AddedInput> input;

  Terms(Site site) {
    plan = site.plan();
    dx = site.ports().dx();
    for (int i = 0; i < plan.blocks().size(); i++) {
      projections.add(site.dnn().passing(plan.output().elements()));
    }
    boolean added = !plan.inputFactors().isEmpty();
    convolution = plan.skip().map(skip -> new ConvolvedSkip(site, skip, added));
    input = added ? Optional.of(new AddedInput(site)) : Optional.empty();
    slots = site.scratch().take(ScratchSizes.Use.CANDIDATES, size() * plan.output().elements());
  }

  int size() {
    return projections.size() + (convolution.isPresent() ? 1 : 0) + (input.isPresent() ? 1 : 0);
  }

  /** What each block leaves before its last normalisation. */
  List<NativeFloats> projections() {
    return projections;
  }

  /** Room for every term, or for its gradient, one behind the other. */
  NativeFloats slots() {
    return slots;
  }

  /** Room for one of them. */
  NativeFloats slot(int term) {
    long elements = plan.output().elements();
    return slots.view(term * elements, elements);
  }

  /** The convolution. */
  Optional<ConvolvedSkip> convolution() {
    return convolution;
  }

  /** The input. */
  Optional<AddedInput> input() {
    return input;
  }

  /** Room for the convolution. */
  NativeFloats convolutionSlot() {
    return slot(projections.size());
  }

  /** Room for the input. */
  NativeFloats inputSlot() {
    return slot(size() - 1);
  }

  /**
   * Sets the gradient of the layer's input to the share of what is no block, whose gradients have
   * been filled.
   */
  void backward(boolean weightsToo) {
    input.ifPresent(AddedInput::backward);
    convolution.ifPresent(skip -> skip.backward(weightsToo));
    if (input.isEmpty() && convolution.isEmpty()) {
      dx.ifPresent(NativeFloats::clear);
    }
  }

  /** The factors of the terms under a row of factors of conditions. */
  float[] factors(float[] row) {
    float[] factors = new float[size()];
    for (int i = 0; i < projections.size(); i++) {
      factors[i] = row[plan.blocks().get(i).factor()];
    }
    plan.skip().ifPresent(skip -> factors[projections.size()] = row[skip.factor()]);
    for (int place : plan.inputFactors()) {
      factors[size() - 1] += row[place];
    }
    return factors;
  }

  /** The gradient of the row from that of the factors of the terms. */
  float[] rowGradient(float[] factorGradient) {
    float[] gradient = new float[plan.conditions().size()];
    for (int i = 0; i < projections.size(); i++) {
      gradient[plan.blocks().get(i).factor()] += factorGradient[i];
    }
    plan.skip().ifPresent(skip -> gradient[skip.factor()] += factorGradient[projections.size()]);
    for (int place : plan.inputFactors()) {
      gradient[place] += factorGradient[size() - 1];
    }
    return gradient;
  }
}

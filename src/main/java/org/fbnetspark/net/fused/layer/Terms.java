package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.net.fused.kernel.NativeFloats;

/**
 * The terms of a mixed layer's sum: the blocks in order, and behind them the bypass, if there is
 * one. The bypass is the input itself where the shape is kept, since then every candidate adds it,
 * or else the strided skip.
 *
 * <pre>y = sum over t of factor_t * term_t</pre>
 *
 * The factor of a block is its gate; that of the input is the sum of all gates.
 */
final class Terms {

  private final MixedPlan plan;
  private final Optional<NativeFloats> dx;
  private final List<NativeFloats> projections = new ArrayList<>();
  private final NativeFloats slots;
  private final Optional<StridedSkip> stridedSkip;
  private final Optional<NativeFloats> bypass;
  private final Optional<NativeFloats> bypassGradient;

  Terms(Site site) {
    plan = site.plan();
    dx = site.ports().dx();
    for (int i = 0; i < plan.blocks().size(); i++) {
      projections.add(site.dnn().floats(plan.output().elements()));
    }
    stridedSkip = plan.skip().map(skip -> new StridedSkip(site, skip));
    if (plan.placement().keepsShape()) {
      bypass = Optional.of(site.ports().x());
      bypassGradient = dx;
    } else {
      bypass = stridedSkip.map(StridedSkip::output);
      bypassGradient = stridedSkip.map(StridedSkip::outputGradient);
    }
    slots = site.scratch().take(ScratchSizes.Use.CANDIDATES, size() * plan.output().elements());
  }

  int size() {
    return projections.size() + (bypass.isPresent() ? 1 : 0);
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

  /** The bypass before its factor. */
  Optional<NativeFloats> bypass() {
    return bypass;
  }

  /** Where the gradient of the bypass is wanted. */
  Optional<NativeFloats> bypassGradient() {
    return bypassGradient;
  }

  /** Fills the bypass. */
  void forwardBypass() {
    stridedSkip.ifPresent(StridedSkip::forward);
  }

  /** Sets the gradient of the layer's input to the bypass's share. */
  void backwardBypass(boolean weightsToo) {
    if (stridedSkip.isPresent()) {
      stridedSkip.get().backward(weightsToo);
    } else if (bypass.isEmpty()) {
      dx.ifPresent(NativeFloats::clear);
    }
  }

  /** The factors under a row of gates. */
  float[] factors(float[] gates) {
    float[] factors = new float[size()];
    float sum = 0;
    for (float gate : gates) {
      sum += gate;
    }
    for (int i = 0; i < projections.size(); i++) {
      factors[i] = gates[plan.blocks().get(i).candidate()];
    }
    if (bypass.isPresent()) {
      factors[projections.size()] = plan.skip().map(s -> gates[s.candidate()]).orElse(sum);
    }
    return factors;
  }

  /** The gradient of the gates from that of the factors. */
  float[] gateGradient(float[] factorGradient) {
    float[] gradient = new float[plan.candidates()];
    for (int i = 0; i < projections.size(); i++) {
      gradient[plan.blocks().get(i).candidate()] = factorGradient[i];
    }
    if (plan.skip().isPresent()) {
      gradient[plan.skip().get().candidate()] = factorGradient[projections.size()];
    } else if (bypass.isPresent()) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += factorGradient[projections.size()];
      }
    }
    return gradient;
  }
}

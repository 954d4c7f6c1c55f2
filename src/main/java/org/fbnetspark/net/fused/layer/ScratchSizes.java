package org.fbnetspark.net.fused.layer;

import java.util.EnumMap;
import java.util.Map;
import org.fbnetspark.net.fused.kernel.DepthwiseGradient;
import org.fbnetspark.net.fused.kernel.PhasedGradient;
import org.fbnetspark.net.fused.kernel.Window;

/** How much the layers of a network borrow while they run, one after another. */
public final class ScratchSizes {

  /** What is borrowed. */
  enum Use {
    /** What leaves the expansion of a lean slab. */
    EXPANDED,
    /** Outputs of the candidates, or their gradients. */
    CANDIDATES,
    /** A gradient behind an even number of depthwise convolutions from the last. */
    FRONT,
    /** A gradient behind an odd number of them. */
    BACK,
    /** Terms of a sum, some at a time. */
    TERMS,
    /** The gradient of what a branch gives, or of that before its last normalisation. */
    TERM_GRADIENT,
    /** The gradient of a part of what stands side by side. */
    PART_GRADIENT,
    /** The share of a layer in the gradient of what others read too. */
    INPUT_SHARE,
    /** Maps with channels up to a whole vector register. */
    PADDED_INPUT,
    /** What is made of them. */
    PADDED_OUTPUT,
    /** The gradient of a convolved skip. */
    SKIP,
    /** The gradient of the positions that a strided skip reads. */
    SKIP_INPUT,
    /** The gradient of an input whose width is not the output's. */
    FITTED,
    /** The gradient of weights behind masked channels. */
    MASKED_WEIGHTS,
    /** The gradient of the input of a pass. */
    PASS_INPUT,
    /** The gradient of the output of a pass. */
    PASS_OUTPUT,
    /** The gradient of the parameters of a pass of smaller maps. */
    PASS_PARAMETERS,
    /** Smaller maps scattered to larger ones. */
    PASS_MAPS,
    /** The gradient of the output of a node whose branches take turns. */
    PATH_GRADIENT,
    /** What a depthwise convolution reads, with zeros around it. */
    WINDOW_INPUT,
    /** The gradient of what it gives, with zeros around it or several times side by side. */
    WINDOW_GRADIENT,
    /** Every other position of what a convolution with gaps reads. */
    PHASES,
    /** The same of the gradient of what it gives. */
    PHASES_GRADIENT
  }

  private final Map<Use, Long> floats = new EnumMap<>(Use.class);

  void need(Use use, long length) {
    floats.merge(use, length, Math::max);
  }

  /** See {@link Scratch#rooms}. */
  void needWindow(Use input, Window window) {
    need(input, DepthwiseGradient.inputFloats(window));
    need(Use.WINDOW_GRADIENT, DepthwiseGradient.gradientFloats(window));
  }

  /** See {@link Scratch#phases}. */
  void needPhases(Window window) {
    Window part = PhasedGradient.part(window);
    need(Use.PHASES, part.input().elements());
    need(Use.PHASES_GRADIENT, part.input().elements());
    needWindow(Use.WINDOW_INPUT, part);
  }

  long floats(Use use) {
    return floats.getOrDefault(use, 0L);
  }

  /** Floats of all uses together. */
  public long total() {
    return floats.values().stream().mapToLong(Long::longValue).sum();
  }
}

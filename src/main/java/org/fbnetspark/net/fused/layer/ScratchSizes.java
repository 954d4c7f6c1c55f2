package org.fbnetspark.net.fused.layer;

import java.util.EnumMap;
import java.util.Map;

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
    PATH_GRADIENT
  }

  private final Map<Use, Long> floats = new EnumMap<>(Use.class);

  void need(Use use, long length) {
    floats.merge(use, length, Math::max);
  }

  long floats(Use use) {
    return floats.getOrDefault(use, 0L);
  }

  /** Floats of all uses together. */
  public long total() {
    return floats.values().stream().mapToLong(Long::longValue).sum();
  }
}

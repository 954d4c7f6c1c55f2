package org.fbnetspark.net.fused.layer;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.net.fused.kernel.NhwcShape;

/**
 * Middle channels that are worked on together.
 *
 * @param channels channels of the slab, with unused ones at the end up to a whole vector register
 * @param expands whether a 1x1 convolution leads into it; else the channels are the input's own
 * @param expansion place of that convolution's weights {@code [in][channel]}
 * @param expansionAffine place of its normalisation's scales and shifts
 * @param activation behind the normalisations inside the slab
 * @param stages depthwise convolutions, one after another
 * @param squeezeExcite behind the last of them, in a slab that one block has to itself
 * @param segments which channels belong to which candidate
 */
record SlabPlan(
    int channels,
    boolean expands,
    int expansion,
    int expansionAffine,
    Activation activation,
    List<Stage> stages,
    Optional<SqueezeExcite> squeezeExcite,
    List<Segment> segments) {

  /**
   * A depthwise convolution.
   *
   * @param kernel side of the window, without what lies outside of every map
   * @param stride step of the window
   * @param weights place of {@code [row][column][channel]}
   * @param affine place of its normalisation's scales and shifts
   */
  record Stage(int kernel, int stride, int weights, int affine) {}

  /**
   * Squeeze and excitation.
   *
   * @param squeeze from the slab's channels to the squeezed ones
   * @param squeezeParameters place of its parameters
   * @param excite back from them
   * @param exciteParameters place of its parameters
   */
  record SqueezeExcite(
      LinearPlan squeeze, int squeezeParameters, LinearPlan excite, int exciteParameters) {

    private long keptFloats() {
      return 7 * excite.output().elements() + 4 * squeeze.output().elements();
    }
  }

  /**
   * Middle channels of one candidate, in the order of the depthwise convolution.
   *
   * @param block the candidate, by its index among the layer's blocks
   * @param groups groups of its 1x1 convolutions
   * @param first first middle channel
   * @param length number of middle channels
   * @param channel where they begin in the slab
   * @param padding unused channels of the slab that follow
   * @param projection place of {@code [middle channel and padding][out]}
   */
  record Segment(
      int block, int groups, int first, int length, int channel, int padding, int projection) {}

  /**
   * The scratch of a gradient inside the slab. Two buffers take turns.
   *
   * @param number 0 for the gradient of the last stage's output, and one more for each stage before
   */
  static ScratchSizes.Use gradientUse(int number) {
    return number % 2 == 0 ? ScratchSizes.Use.BACK : ScratchSizes.Use.FRONT;
  }

  /** Floats of that gradient. */
  long gradientFloats(int number, NhwcShape input, NhwcShape output) {
    return channels * (number == stages.size() ? input : output).positions();
  }

  /**
   * Floats kept between the passes.
   *
   * @param lean whether what leaves the expansion is not
   */
  long keptFloats(
      boolean lean, NhwcShape input, NhwcShape output, List<MixedPlan.BlockCandidate> blocks) {
    int normed = 2 + ActivatedNorm.keptTensors(activation);
    long before = (expands ? normed - (lean ? 1 : 0) : 1) * input.positions();
    long behind = normed * stages.size() + (squeezeExcite.isPresent() ? 1 : 0);
    return channels * (before + behind * output.positions())
        + squeezeExcite.map(SqueezeExcite::keptFloats).orElse(0L)
        + masked(output, blocks).sum();
  }

  /** Floats of the largest of its projections' weights that are masked. */
  long maskedWeights(NhwcShape output, List<MixedPlan.BlockCandidate> blocks) {
    return masked(output, blocks).max().orElse(0);
  }

  /** Weights behind a mask; squeeze and excitation multiplies its own before them. */
  private LongStream masked(NhwcShape output, List<MixedPlan.BlockCandidate> blocks) {
    return segments.stream()
        .filter(
            segment -> squeezeExcite.isEmpty() && !blocks.get(segment.block()).masked().isEmpty())
        .mapToLong(segment -> (long) (segment.length() + segment.padding()) * output.channels());
  }
}

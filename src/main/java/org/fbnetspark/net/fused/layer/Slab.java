package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;

/**
 * A slab at work: expansion, depthwise convolutions, squeeze and excitation where there is one, and
 * the parts of the projections it feeds.
 */
final class Slab {

  private final Expansion expansion;
  private final List<DepthwiseStage> stages = new ArrayList<>();
  private final Optional<SqueezeExcite> squeezeExcite;
  private final List<Projection> projections = new ArrayList<>();

  /**
   * Takes the memory of a slab.
   *
   * @param terms where the blocks' projections, and their gradients, lie
   * @param masks of the middle channels of each block
   */
  Slab(Site site, SlabPlan slab, Terms terms, List<BlockMasks> masks) {
    MixedPlan plan = site.plan();
    int depth = slab.stages().size();
    NativeFloats entering = gradient(site, slab, depth);
    expansion =
        slab.expands()
            ? new LearnedExpansion(site, slab, entering)
            : new CopiedExpansion(site, slab, entering);
    NativeFloats x = expansion.output();
    NhwcShape shape = plan.input().withChannels(slab.channels());
    for (int d = 0; d < depth; d++) {
      NativeFloats dy = gradient(site, slab, depth - 1 - d);
      NativeFloats dx = gradient(site, slab, depth - d);
      DepthwiseStage stage = new DepthwiseStage(site, slab, d, shape, x, dy, dx);
      stages.add(stage);
      x = stage.output();
      shape = plan.output().withChannels(slab.channels());
    }
    NativeFloats last = x;
    NativeFloats gradient = gradient(site, slab, 0);
    // The other buffer is free until the last depthwise stage fills it.
    NativeFloats free = gradient(site, slab, 1).view(0, gradient.length());
    squeezeExcite =
        slab.squeezeExcite()
            .map(
                se ->
                    new SqueezeExcite(
                        site,
                        slab,
                        se,
                        last,
                        gradient,
                        free,
                        masks.get(slab.segments().get(0).block())));
    Matrix middle = Site.rows(squeezeExcite.map(SqueezeExcite::output).orElse(last), shape);
    Matrix middleGradient = Site.rows(gradient, shape);
    for (SlabPlan.Segment segment : slab.segments()) {
      // Squeeze and excitation must see the mask, so it is multiplied there.
      Optional<ChannelMask> mask =
          Optional.of(masks.get(segment.block()).middle())
              .filter(of -> of.open() && squeezeExcite.isEmpty());
      projections.add(
          new Projection(
              site,
              segment,
              middle,
              middleGradient,
              Site.rows(terms.projections().get(segment.block()), plan.output()),
              Site.rows(terms.slot(segment.block()), plan.output()),
              mask));
    }
  }

  private static NativeFloats gradient(Site site, SlabPlan slab, int number) {
    long floats = slab.gradientFloats(number, site.plan().input(), site.plan().output());
    return site.scratch().take(SlabPlan.gradientUse(number), floats);
  }

  void forward() {
    expansion.forward();
    stages.forEach(DepthwiseStage::forward);
    squeezeExcite.ifPresent(SqueezeExcite::forward);
    projections.forEach(Projection::forward);
  }

  /** Adds to the gradient of the layer's input. */
  void backward(boolean weightsToo) {
    for (Projection projection : projections) {
      projection.backward(weightsToo);
    }
    squeezeExcite.ifPresent(stage -> stage.backward(weightsToo));
    for (int d = stages.size() - 1; d >= 0; d--) {
      if (weightsToo && d == 0) {
        // As late as can be, so that the stage finds it in the cache.
        expansion.restore();
      }
      stages.get(d).backward(weightsToo);
    }
    expansion.backward(weightsToo);
  }
}

package org.fbnetspark.net.layer;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.net.kernel.Matrix;
import org.fbnetspark.net.kernel.NativeFloats;
import org.fbnetspark.net.kernel.NhwcShape;

/** A slab at work: expansion, depthwise convolutions, and the parts of the projections it feeds. */
final class Slab {

  private final Expansion expansion;
  private final List<DepthwiseStage> stages = new ArrayList<>();
  private final List<Projection> projections = new ArrayList<>();

  /**
   * Takes the memory of a slab.
   *
   * @param terms where the blocks' projections, and their gradients, lie
   */
  Slab(Site site, SlabPlan slab, Terms terms) {
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
      DepthwiseStage stage = new DepthwiseStage(site, shape, slab.stages().get(d), x, dy, dx);
      stages.add(stage);
      x = stage.output();
      shape = plan.output().withChannels(slab.channels());
    }
    Matrix middle = Site.rows(x, shape);
    Matrix middleGradient = Site.rows(gradient(site, slab, 0), shape);
    for (SlabPlan.Segment segment : slab.segments()) {
      projections.add(
          new Projection(
              site,
              segment,
              middle,
              middleGradient,
              Site.rows(terms.projections().get(segment.block()), plan.output()),
              Site.rows(terms.slot(segment.block()), plan.output())));
    }
  }

  private static NativeFloats gradient(Site site, SlabPlan slab, int number) {
    long floats = slab.gradientFloats(number, site.plan().input(), site.plan().output());
    return site.scratch().take(SlabPlan.gradientUse(number), floats);
  }

  void forward() {
    expansion.forward();
    stages.forEach(DepthwiseStage::forward);
    projections.forEach(Projection::forward);
  }

  /** Adds to the gradient of the layer's input. */
  void backward(boolean weightsToo) {
    for (Projection projection : projections) {
      projection.backward(weightsToo);
    }
    for (int d = stages.size() - 1; d >= 0; d--) {
      stages.get(d).backward(weightsToo);
    }
    expansion.backward(weightsToo);
  }
}

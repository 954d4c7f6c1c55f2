package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * The branches of a node as one layer, with the sum that {@link Terms} tells. Blocks read the same
 * input, so their expansions are one matrix product for each slab, their statistics are those of
 * single channels whatever stands beside them, and their depthwise convolutions are one for each
 * slab. A layer with one branch is the block of a derived network.
 */
final class MixedLayer implements Layer {

  private final Site site;
  private final Terms terms;
  private final List<BlockMasks> masks;
  private final List<Slab> slabs = new ArrayList<>();
  private final SharedGates shared;
  private ExampleGates perExample;

  MixedLayer(Site site) {
    this.site = site;
    terms = new Terms(site);
    MixedPlan plan = site.plan();
    masks = plan.blocks().stream().map(block -> BlockMasks.of(block, plan.placement())).toList();
    for (SlabPlan slab : plan.slabs()) {
      slabs.add(new Slab(site, slab, terms, masks));
    }
    shared = new SharedGates(site, terms);
  }

  @Override
  public void forward(float[][] factors) {
    masks.forEach(mask -> mask.use(factors[0]));
    slabs.forEach(Slab::forward);
    sum(factors).forward(factors);
  }

  @Override
  public float[][] backward(float[][] factors, boolean weightsToo) {
    masks.forEach(mask -> mask.use(factors[0]));
    float[][] gradient = sum(factors).backward(factors, weightsToo);
    for (Slab slab : slabs) {
      slab.backward(weightsToo);
    }
    if (gradient.length > 0) {
      masks.forEach(mask -> mask.addGradient(gradient[0]));
    }
    return gradient;
  }

  /** Most searches never use factors of each example, so their kernels are made when asked for. */
  private GatedSum sum(float[][] factors) {
    if (factors.length == 1) {
      return shared;
    }
    if (perExample == null) {
      perExample = new ExampleGates(site, terms);
    }
    return perExample;
  }
}

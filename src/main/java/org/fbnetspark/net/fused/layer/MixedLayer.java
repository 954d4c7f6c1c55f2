package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * All candidates of a choice as one layer:
 *
 * <pre>y = sum over i of gate_i * block_i(x)</pre>
 *
 * where a block includes the addition of its input, if the shape is kept. The candidates read the
 * same input, so their expansions are one matrix product for each slab, their statistics are those
 * of single channels whatever stands beside them, and their depthwise convolutions are one for each
 * slab. A layer with one candidate is the block of a derived network.
 */
final class MixedLayer implements Layer {

  private final Site site;
  private final Terms terms;
  private final List<Slab> slabs = new ArrayList<>();
  private final SharedGates shared;
  private ExampleGates perExample;

  MixedLayer(Site site) {
    this.site = site;
    terms = new Terms(site);
    for (SlabPlan slab : site.plan().slabs()) {
      slabs.add(new Slab(site, slab, terms));
    }
    shared = new SharedGates(site, terms);
  }

  @Override
  public void forward(float[][] gates) {
    slabs.forEach(Slab::forward);
    sum(gates).forward(gates);
  }

  @Override
  public float[][] backward(float[][] gates, boolean weightsToo) {
    float[][] gateGradient = sum(gates).backward(gates, weightsToo);
    for (Slab slab : slabs) {
      slab.backward(weightsToo);
    }
    return site.plan().open() ? gateGradient : new float[0][];
  }

  /** Most searches never use gates of each example, so their kernels are made when asked for. */
  private GatedSum sum(float[][] gates) {
    if (gates.length == 1) {
      return shared;
    }
    if (perExample == null) {
      perExample = new ExampleGates(site, terms);
    }
    return perExample;
  }
}

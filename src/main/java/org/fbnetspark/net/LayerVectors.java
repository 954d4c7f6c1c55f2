package org.fbnetspark.net;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.net.kernel.NativeFloats;
import org.fbnetspark.net.layer.IndexRuns;
import org.fbnetspark.net.layer.LayerPlan;

/**
 * Moves weights between the {@linkplain WeightLayout common vector} and the layers' own vectors,
 * which lie one behind the other.
 */
public final class LayerVectors {

  /** A tensor of the weight vector and its places in a layer's own vector. */
  private record Mapping(int offset, IndexRuns places) {}

  private final String space;
  private final List<LayerPlan> plans;
  private final List<List<Mapping>> mappings = new ArrayList<>();
  private final int weightCount;

  /** Finds the places of every tensor. */
  public LayerVectors(LayerwiseSpace space, List<LayerPlan> plans) {
    this.space = space.name();
    this.plans = List.copyOf(plans);
    WeightLayout layout = new WeightLayout(space);
    weightCount = layout.length();
    for (int i = 0; i < plans.size(); i++) {
      mappings.add(new ArrayList<>());
    }
    for (WeightLayout.Tensor tensor : layout.tensors()) {
      IndexRuns places = plans.get(tensor.layer()).positions(tensor.candidate(), tensor.role());
      mappings.get(tensor.layer()).add(new Mapping(tensor.offset(), places));
    }
  }

  /** Length of the common vector. */
  public int weightCount() {
    return weightCount;
  }

  /** Length of the layers' vectors together. */
  public long parameterCount() {
    return plans.stream().mapToLong(LayerPlan::parameterCount).sum();
  }

  /** Fills the layers' vectors. */
  public void scatter(float[] values, NativeFloats target) {
    check(values);
    long offset = 0;
    for (int i = 0; i < plans.size(); i++) {
      float[] part = new float[plans.get(i).parameterCount()];
      for (Mapping mapping : mappings.get(i)) {
        mapping.places().scatter(values, mapping.offset(), part);
      }
      target.view(offset, part.length).put(part);
      offset += part.length;
    }
  }

  /** Fills the common vector. */
  public void gather(NativeFloats source, float[] values) {
    check(values);
    long offset = 0;
    for (int i = 0; i < plans.size(); i++) {
      float[] part = source.view(offset, plans.get(i).parameterCount()).toArray();
      for (Mapping mapping : mappings.get(i)) {
        mapping.places().gather(part, values, mapping.offset());
      }
      offset += part.length;
    }
  }

  private void check(float[] values) {
    if (values.length != weightCount) {
      throw new IllegalArgumentException(
          space + " has " + weightCount + " weights, but was given " + values.length);
    }
  }
}

package org.fbnetspark.net.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.layer.IndexRuns;
import org.fbnetspark.net.fused.layer.LayerPlan;

/**
 * Moves weights, or statistics, between their {@linkplain WeightLayout common vector} and the
 * layers' own vectors, which lie one behind the other. A mean has the place of its gamma there, a
 * variance that of its beta.
 */
public final class LayerVectors {

  /** A tensor of the common vector and its places in a layer's own vector. */
  private record Mapping(int offset, IndexRuns places) {}

  private final String network;
  private final String values;
  private final List<LayerPlan> plans;
  private final List<List<Mapping>> mappings = new ArrayList<>();
  private final int length;

  private LayerVectors(
      String network, String values, List<LayerPlan> plans, List<WeightLayout.Tensor> tensors) {
    this.network = network;
    this.values = values;
    this.plans = List.copyOf(plans);
    length = tensors.stream().mapToInt(WeightLayout.Tensor::length).sum();
    for (int i = 0; i < plans.size(); i++) {
      mappings.add(new ArrayList<>());
    }
    for (WeightLayout.Tensor tensor : tensors) {
      IndexRuns places =
          plans.get(tensor.layer()).positions(tensor.candidate(), tensor.parameterRole());
      mappings.get(tensor.layer()).add(new Mapping(tensor.offset(), places));
    }
  }

  /** Copies between the layers' vectors, from a place on, and the beginning of an array. */
  @FunctionalInterface
  public interface Copy {

    /** Copies some values. */
    void run(long first, float[] values, int count);
  }

  /** Finds the places of every weight. */
  public static LayerVectors ofWeights(Network network, List<LayerPlan> plans) {
    return new LayerVectors(network.name(), "weights", plans, new WeightLayout(network).tensors());
  }

  /** Finds the places of every mean and variance. */
  public static LayerVectors ofStatistics(Network network, List<LayerPlan> plans) {
    return new LayerVectors(
        network.name(), "statistics", plans, new WeightLayout(network).statistics());
  }

  /** Length of the common vector. */
  public int length() {
    return length;
  }

  /** Length of the layers' vectors together. */
  public long parameterCount() {
    return plans.stream().mapToLong(LayerPlan::parameterCount).sum();
  }

  /** Fills the layers' vectors. */
  public void scatter(float[] vector, NativeFloats target) {
    scatter(vector, (first, values, count) -> target.view(first, count).put(values, count));
  }

  /** Fills the layers' vectors. */
  public void scatter(float[] vector, Copy target) {
    check(vector);
    long offset = 0;
    float[] part = new float[longest()];
    for (int i = 0; i < plans.size(); i++) {
      int count = plans.get(i).parameterCount();
      Arrays.fill(part, 0, count, 0);
      for (Mapping mapping : mappings.get(i)) {
        mapping.places().scatter(vector, mapping.offset(), part);
      }
      target.run(offset, part, count);
      offset += count;
    }
  }

  /** Fills the common vector. */
  public void gather(NativeFloats source, float[] vector) {
    gather((first, values, count) -> source.view(first, count).get(values, count), vector);
  }

  /** Fills the common vector. */
  public void gather(Copy source, float[] vector) {
    check(vector);
    long offset = 0;
    float[] part = new float[longest()];
    for (int i = 0; i < plans.size(); i++) {
      int count = plans.get(i).parameterCount();
      source.run(offset, part, count);
      for (Mapping mapping : mappings.get(i)) {
        mapping.places().gather(part, vector, mapping.offset());
      }
      offset += count;
    }
  }

  private int longest() {
    return plans.stream().mapToInt(LayerPlan::parameterCount).max().orElse(0);
  }

  private void check(float[] vector) {
    if (vector.length != length) {
      throw new IllegalArgumentException(
          network + " has " + length + " " + values + ", but was given " + vector.length);
    }
  }
}

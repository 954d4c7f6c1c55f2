package org.fbnetspark.net.fused;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.fused.kernel.Momentum;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.layer.LayerPlan;

/**
 * Steps of a network's weights; where only what is drawn is computed, of those that have a part in
 * the step. Branches that lie apart are stepped by themselves. Where a layer computes all of its
 * branches side by side, those without a part get their values back.
 */
final class WeightSteps {

  /** Weights that step together. */
  private record Part(int layer, int factor, Momentum momentum) {}

  /** A tensor of a branch among others, and the place of its condition among the network's. */
  private record Mixed(int condition, int offset, int length) {}

  private final List<Part> parts = new ArrayList<>();
  private final List<Mixed> mixed = new ArrayList<>();
  private final LayerVectors vectors;
  private final NativeFloats value;
  private final NativeFloats velocity;

  /** Binds the steps. */
  WeightSteps(
      Network network,
      Execution execution,
      List<LayerPlan> plans,
      LayerVectors vectors,
      OneDnn dnn,
      Trainable parameters,
      NativeFloats velocity) {
    this.vectors = vectors;
    this.value = parameters.value();
    this.velocity = velocity;
    long place = 0;
    long gradient = 0;
    for (int layer = 0; layer < plans.size(); layer++) {
      LayerPlan plan = plans.get(layer);
      for (LayerPlan.Stretch stretch : plan.stretches()) {
        long first = place + stretch.first();
        int count = stretch.count();
        Trainable own = parameters.view(first, count, gradient + stretch.gradient(), count);
        Momentum momentum = new Momentum(dnn, own, velocity.view(first, count));
        parts.add(new Part(layer, stretch.factor(), momentum));
      }
      place += plan.parameterCount();
      gradient += plan.gradientCount();
    }
    if (execution.drawn()) {
      findMixed(network, plans);
    }
  }

  private void findMixed(Network network, List<LayerPlan> plans) {
    List<Condition> conditions = network.conditions();
    for (WeightLayout.Tensor tensor : new WeightLayout(network).tensors()) {
      List<Branch> branches = network.nodes().get(tensor.layer()).branches();
      boolean apart =
          plans.get(tensor.layer()).stretches().stream().anyMatch(part -> part.factor() >= 0);
      if (!apart && tensor.candidate() < branches.size()) {
        int condition = conditions.indexOf(branches.get(tensor.candidate()).when());
        if (condition >= 0) {
          mixed.add(new Mixed(condition, tensor.offset(), tensor.length()));
        }
      }
    }
  }

  /**
   * Makes one step.
   *
   * @param factors of the network's conditions
   * @param rows of each layer
   */
  void step(float[][] factors, float[][][] rows, SgdStep sgd) {
    List<Mixed> still = mixed.stream().filter(one -> without(factors[one.condition()])).toList();
    float[][] before = still.isEmpty() ? new float[0][] : state();
    for (Part part : parts) {
      if (part.factor() < 0 || rows[part.layer()][0][part.factor()] != 0) {
        part.momentum().step(sgd.learningRate(), sgd.momentum(), sgd.weightDecay());
      }
    }
    if (!still.isEmpty()) {
      putBack(still, before);
    }
  }

  private static boolean without(float[] factors) {
    for (float factor : factors) {
      if (factor != 0) {
        return false;
      }
    }
    return true;
  }

  private float[][] state() {
    float[][] state = new float[2][vectors.length()];
    vectors.gather(value, state[0]);
    vectors.gather(velocity, state[1]);
    return state;
  }

  private void putBack(List<Mixed> still, float[][] before) {
    float[][] after = state();
    for (Mixed one : still) {
      for (int i = 0; i < after.length; i++) {
        System.arraycopy(before[i], one.offset(), after[i], one.offset(), one.length());
      }
    }
    vectors.scatter(after[0], value);
    vectors.scatter(after[1], velocity);
  }
}

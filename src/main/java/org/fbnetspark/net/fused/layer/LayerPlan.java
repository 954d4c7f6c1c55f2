package org.fbnetspark.net.fused.layer;

import java.util.List;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/** A layer before memory is taken for it: how much it will take, and where its weights will lie. */
public interface LayerPlan {

  /** What the layer reads. */
  NhwcShape input();

  /** What the layer writes. */
  NhwcShape output();

  /**
   * The same layer, with the same places of its parameters, on smaller maps.
   *
   * @throws IllegalStateException where it has weights for each position
   */
  default LayerPlan on(ImageShape maps) {
    throw new IllegalStateException("This layer has weights for each position of " + input());
  }

  /** Length of the layer's own vector of parameters, which may hold unused places. */
  int parameterCount();

  /** Floats of their gradient; fewer where not all of them ever have one in the same step. */
  default int gradientCount() {
    return parameterCount();
  }

  /** The conditions whose factors are a row of what the layer is given, in this order. */
  default List<Condition> conditions() {
    return List.of();
  }

  /**
   * Values of the layer's own vector that are trained together.
   *
   * @param factor place of the condition in the layer's row under whose factor they are there; -1
   *     where they always are
   * @param first of them
   * @param count of them
   * @param gradient where theirs begins in the layer's gradient
   */
  record Stretch(int factor, int first, int count, int gradient) {}

  /** All of the layer's vector, in order. */
  default List<Stretch> stretches() {
    return List.of(new Stretch(-1, 0, parameterCount(), 0));
  }

  /**
   * Places, in the layer's own vector, of a tensor of the common layout.
   *
   * @param role name of the tensor in its candidate
   */
  IndexRuns positions(int candidate, String role);

  /** What the layer reads: what the node's first branch does, if nothing else is said. */
  default List<Reading> reads() {
    return List.of(new Reading(0, false));
  }

  /** Whether the layer adds to a gradient that {@link Ports.Input#adds}; if not, it sets it. */
  default boolean adds() {
    return false;
  }

  /** Floats kept between the forward and the backward pass, without input and output. */
  long keptFloats();

  /** Says what the layer will borrow while it runs. */
  void reserve(ScratchSizes sizes);

  /** Takes memory and makes the kernels. */
  Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports);
}

package org.fbnetspark.net.fused.layer;

import java.util.List;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/** A layer before memory is taken for it: how much it will take, and where its weights will lie. */
public interface LayerPlan {

  /** What the layer reads. */
  NhwcShape input();

  /** What the layer writes. */
  NhwcShape output();

  /** Length of the layer's own vector of parameters, which may hold unused places. */
  int parameterCount();

  /** The conditions whose factors are a row of what the layer is given, in this order. */
  default List<Condition> conditions() {
    return List.of();
  }

  /**
   * Places, in the layer's own vector, of a tensor of the common layout.
   *
   * @param role name of the tensor in its candidate
   */
  IndexRuns positions(int candidate, String role);

  /** Floats kept between the forward and the backward pass, without input and output. */
  long keptFloats();

  /** Says what the layer will borrow while it runs. */
  void reserve(ScratchSizes sizes);

  /** Takes memory and makes the kernels. */
  Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports);
}

package org.fbnetspark.net.fused.layer;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/** Builds the terms of a join. */
record TermMaker(OneDnn dnn, Trainable parameters, Scratch scratch, JoinPlan plan) {

  /**
   * A term.
   *
   * @param input what it reads
   * @param slot where it may lie
   * @param must whether it has to lie there
   * @param dy its gradient, which is kept
   */
  Term term(
      JoinPlan.Part part, Ports.Input input, NativeFloats slot, boolean must, NativeFloats dy) {
    BranchPlan branch = part.plan();
    NhwcShape shape = branch.output();
    Optional<NativeFloats> target =
        must || !plan.always(part) ? Optional.of(slot) : Optional.empty();
    if (branch.layer().isEmpty()) {
      return new PlainTerm(
          dnn, shape, Optional.empty(), 0, input.x(), input.dx(), input.adds(), target, dy);
    }
    LayerPlan layerPlan = branch.layer().get();
    NativeFloats given = dnn.floats(shape.elements());
    NativeFloats gradient = scratch.take(ScratchSizes.Use.TERM_GRADIENT, shape.elements());
    Trainable own = part.parameters(parameters);
    Ports ports = new Ports(List.of(input), given, gradient);
    Layer layer = AddingLayer.of(layerPlan, dnn, own, scratch, ports);
    if (branch.norm().isPresent()) {
      Trainable affine = branch.norm().get().of(dnn, own);
      return new NormedTerm(dnn, shape, layer, given, gradient, affine, slot, dy);
    }
    int conditions = layerPlan.conditions().size();
    return new PlainTerm(
        dnn,
        shape,
        Optional.of(layer),
        conditions,
        given,
        Optional.of(gradient),
        false,
        target,
        dy);
  }
}

package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;

/** Terms one behind the other along the channels, all of which are always there. */
final class ConcatLayer implements Layer {

  private static final float[] ALWAYS = {1f};

  private record Part(Term term, Kernel join, Kernel part) {}

  private final List<Part> parts = new ArrayList<>();

  ConcatLayer(TermMaker maker, Ports ports) {
    JoinPlan plan = maker.plan();
    OneDnn dnn = maker.dnn();
    long[] whole = plan.output().strides();
    for (int i = 0; i < plan.parts().size(); i++) {
      JoinPlan.Part part = plan.parts().get(i);
      NhwcShape shape = part.plan().output();
      int first = part.channel();
      NativeFloats slot = maker.scratch().take(ScratchSizes.Use.TERMS, shape.elements());
      NativeFloats dy = maker.scratch().take(ScratchSizes.Use.PART_GRADIENT, shape.elements());
      Term term = maker.term(part, ports.inputs().get(i), slot, false, dy);
      NativeFloats y = ports.y().view(first, ports.y().length() - first);
      NativeFloats joined = ports.dy().view(first, ports.dy().length() - first);
      parts.add(
          new Part(
              term,
              dnn.copy(shape, term.value(), shape.strides(), y, whole),
              dnn.copy(shape, joined, whole, dy, shape.strides())));
    }
  }

  @Override
  public void forward(float[][] factors) {
    for (Part part : parts) {
      part.term().forward(ALWAYS);
      part.join().run();
    }
  }

  @Override
  public float[][] backward(float[][] factors, boolean weightsToo) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      parts.get(i).part().run();
      parts.get(i).term().backward(ALWAYS, weightsToo);
    }
    return new float[0][];
  }
}

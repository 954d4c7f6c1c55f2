package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;

/**
 * The sum of terms. Some at a time are added to what there is; a single one lies where the sum
 * would.
 */
final class SumLayer implements Layer {

  private final JoinPlan plan;
  private final List<Term> terms = new ArrayList<>();

  /** By the index of the last term that is added. */
  private final Kernel[] sums;

  SumLayer(TermMaker maker, Ports ports) {
    plan = maker.plan();
    int count = plan.parts().size();
    boolean alone = count == 1;
    long elements = plan.output().elements();
    NativeFloats slots = maker.scratch().take(ScratchSizes.Use.TERMS, JoinPlan.TOGETHER * elements);
    sums = new Kernel[count];
    List<NativeFloats> together = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NativeFloats slot =
          alone ? ports.y() : slots.view(i % JoinPlan.TOGETHER * elements, elements);
      Term term = maker.term(plan.parts().get(i), ports.inputs().get(i), slot, alone, ports.dy());
      terms.add(term);
      together.add(term.value());
      boolean full = (i + 1) % JoinPlan.TOGETHER == 0 || i == count - 1;
      if (full && !alone) {
        float[] ones = new float[together.size()];
        Arrays.fill(ones, 1f);
        sums[i] = maker.dnn().sum(ones, ports.y(), together);
        together = new ArrayList<>(List.of(ports.y()));
      }
    }
  }

  @Override
  public void forward(float[][] factors) {
    for (int i = 0; i < terms.size(); i++) {
      terms.get(i).forward(column(factors, i));
      if (sums[i] != null) {
        sums[i].run();
      }
    }
  }

  @Override
  public float[][] backward(float[][] factors, boolean weightsToo) {
    float[][] gradient = new float[factors.length][plan.conditions().size()];
    for (int i = terms.size() - 1; i >= 0; i--) {
      float[] found = terms.get(i).backward(column(factors, i), weightsToo);
      for (int example = 0; example < found.length; example++) {
        gradient[example][plan.parts().get(i).factor()] += found[example];
      }
    }
    return weightsToo ? new float[0][] : gradient;
  }

  /** The factor of a term, for each example if they differ. */
  private float[] column(float[][] factors, int term) {
    int place = plan.parts().get(term).factor();
    float[] column = new float[factors.length];
    for (int example = 0; example < column.length; example++) {
      column[example] = factors[example][place];
    }
    return column;
  }
}

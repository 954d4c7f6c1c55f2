package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * A layer in all its passes:
 *
 * <pre>y = sum over passes of factor * scatter(layer(gather(x)))</pre>
 *
 * The pass of the largest maps sets what the others add to: the output, and the gradients of input
 * and parameters.
 */
final class PassesLayer implements Layer {

  private static final float[][] NOT_WANTED = {};

  private final int conditions;
  private final List<PassLayer> passes = new ArrayList<>();

  PassesLayer(PassesPlan plan, OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    conditions = plan.conditions().size();
    PassLayer.Maker maker =
        new PassLayer.Maker(dnn, plan.input().batch(), parameters, scratch, ports);
    int last = plan.parts().size() - 1;
    passes.add(maker.largest(plan.parts().get(last)));
    for (PassesPlan.Part part : plan.parts().subList(0, last)) {
      passes.add(maker.smaller(part));
    }
  }

  @Override
  public void forward(float[][] factors) {
    for (PassLayer pass : passes) {
      pass.forward(factors);
    }
  }

  @Override
  public float[][] backward(float[][] factors, boolean weightsToo) {
    float[] gradient = new float[conditions];
    for (PassLayer pass : passes) {
      pass.backward(factors, weightsToo, gradient);
    }
    return weightsToo ? NOT_WANTED : new float[][] {gradient};
  }
}

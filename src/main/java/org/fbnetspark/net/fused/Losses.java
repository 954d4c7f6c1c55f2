package org.fbnetspark.net.fused;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.layer.Ports;
import org.fbnetspark.net.fused.layer.SoftmaxLoss;

/** The losses of a network's outputs, all of which are always there. */
final class Losses {

  private final List<SoftmaxLoss> losses = new ArrayList<>();
  private int leading;
  private final NativeFloats scores;

  /**
   * Binds the losses.
   *
   * @param ports of the layer of each output
   */
  Losses(List<Output> outputs, List<Ports> ports, int batch, int classes) {
    for (int i = 0; i < outputs.size(); i++) {
      double weight = outputs.get(i).weight();
      losses.add(new SoftmaxLoss(batch, classes, ports.get(i).y(), ports.get(i).dy(), weight));
      leading = weight > outputs.get(leading).weight() ? i : leading;
    }
    scores = ports.get(leading).y();
  }

  /** Fills the gradients of the scores. */
  void run(int[] labels, double smoothing) {
    losses.forEach(loss -> loss.run(labels, smoothing));
  }

  /** The sum of the weighted means. */
  double value() {
    return losses.stream().mapToDouble(SoftmaxLoss::weighted).sum();
  }

  /** Examples whose highest score, of the output that counts most, is at their label. */
  int correct() {
    return losses.get(leading).correct();
  }

  /** The scores of that output. */
  float[] scores() {
    return scores.toArray();
  }
}

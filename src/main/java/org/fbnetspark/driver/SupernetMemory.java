package org.fbnetspark.driver;

import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;

/**
 * Roughly how much memory outside of the heap one supernet takes: each candidate's activations,
 * before and after normalisation, kept for the way back, and weights with gradient, momentum and
 * the copy that the kernels read. Within a tenth of what the oneDNN engine allocates.
 */
final class SupernetMemory {

  private static final int COPIES_OF_ACTIVATIONS = 2;
  private static final int COPIES_OF_WEIGHTS = 4;

  private SupernetMemory() {}

  static long bytes(LayerwiseSpace space, int batch) {
    long activations = 0;
    long weights = 0;
    for (Choice layer : space.layers()) {
      Placement at = layer.placement();
      for (Op op : layer.candidates()) {
        activations += op.output(at).elements() + middle(op, at);
        weights += op.parameters(at);
      }
    }
    return Float.BYTES
        * (COPIES_OF_ACTIVATIONS * activations * batch + COPIES_OF_WEIGHTS * weights);
  }

  private static long middle(Op op, Placement at) {
    if (op instanceof MbConv block) {
      long positions =
          (block.expands() ? at.input().positions() : 0)
              + block.depthwiseLayers() * at.output().positions();
      return block.middleChannels(at) * positions;
    }
    return 0;
  }
}

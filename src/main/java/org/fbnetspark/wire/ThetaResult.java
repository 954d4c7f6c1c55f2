package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.theta.ThetaGradient;

/**
 * One shard's part of a theta round; all sums are over its examples.
 *
 * @param counted examples, cross-entropy and hits
 * @param gradientSum of the hardware-aware loss with respect to theta
 * @param costGradientSums of the costs that the search leads
 * @param lossSum hardware-aware loss
 */
public record ThetaResult(
    ShardResult counted,
    ThetaGradient gradientSum,
    List<ThetaGradient> costGradientSums,
    double lossSum)
    implements Serializable {

  /** Copies the list. */
  public ThetaResult {
    costGradientSums = List.copyOf(costGradientSums);
  }
}

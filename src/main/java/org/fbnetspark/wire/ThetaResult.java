package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.theta.ThetaGradient;

/**
 * One shard's part of a theta round for one goal; all sums are over its examples.
 *
 * @param goal counted from 0
 * @param counted examples, cross-entropy and hits
 * @param gradientSum of the hardware-aware loss with respect to theta
 * @param costGradientSums of the costs that the search leads
 * @param lossSum hardware-aware loss
 */
public record ThetaResult(
    int goal,
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

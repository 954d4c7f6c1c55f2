package org.fbnetspark.wire;

import java.io.Serializable;
import org.fbnetspark.domain.arch.ThetaGradient;

/**
 * One shard's part of a theta round; all sums are over its examples.
 *
 * @param counted examples, cross-entropy and hits
 * @param gradientSum of the hardware-aware loss with respect to theta
 * @param lossSum hardware-aware loss
 * @param costSum cost under the gates that were drawn
 */
public record ThetaResult(
    ShardResult counted, ThetaGradient gradientSum, double lossSum, double costSum)
    implements Serializable {}

package org.fbnetspark.wire;

import java.io.Serializable;
import org.fbnetspark.domain.theta.Theta;

/**
 * What every shard needs for its part of a theta round, besides the weights of the phase.
 *
 * @param epoch counted from 0
 * @param index position among the theta rounds of the epoch
 * @param theta gates are drawn from it
 * @param temperature gates are drawn at it
 * @param batches batches of each shard whose gradients are summed
 */
public record ThetaRound(int epoch, int index, Theta theta, double temperature, int batches)
    implements Serializable {}

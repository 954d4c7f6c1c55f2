package org.fbnetspark.wire;

import java.io.Serializable;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Theta;

/**
 * What every shard needs for its part of a theta round, besides the weights of the phase.
 *
 * @param pass over the theta split, counted from 0; an epoch may have a part of one, or many
 * @param index position among the rounds of the pass
 * @param theta gates are drawn from it
 * @param temperature gates are drawn at it
 * @param gates how they are made from theta
 * @param batches batches of each shard whose gradients are summed
 */
public record ThetaRound(
    int pass, int index, Theta theta, double temperature, GateRule gates, int batches)
    implements Serializable {}

package org.fbnetspark.search;

import org.fbnetspark.domain.theta.Theta;

/**
 * One exchange between driver and workers.
 *
 * @param epoch counted from 0
 * @param index position among the epoch's rounds of its kind, counted from 0
 * @param theta gates are drawn from it
 * @param temperature gates are drawn at it
 */
public record Round(int epoch, int index, Theta theta, double temperature) {}

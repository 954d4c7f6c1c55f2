package org.fbnetspark.search;

import java.util.List;
import org.fbnetspark.domain.theta.Theta;

/**
 * One exchange between driver and workers.
 *
 * @param epoch counted from 0
 * @param index position among the epoch's rounds of its kind, counted from 0
 * @param thetas gates are drawn from them, one for each goal
 * @param temperature gates are drawn at it
 */
public record Round(int epoch, int index, List<Theta> thetas, double temperature) {

  /** Copies the list. */
  public Round {
    thetas = List.copyOf(thetas);
  }
}

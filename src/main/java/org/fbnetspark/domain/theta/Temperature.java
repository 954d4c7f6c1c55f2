package org.fbnetspark.domain.theta;

import java.io.Serializable;

/**
 * The temperature of the gates over a search:
 *
 * <pre>tau(epoch) = max(floor, initial * exp(-rate * max(0, epoch - startEpoch)))</pre>
 *
 * <p>FBNet starts at 5 and multiplies by {@code exp(-0.045)} each epoch. Two conventions exist for
 * the epoch in which the decay begins: the first epoch of the search ({@code startEpoch = 0}), or
 * the first epoch in which theta is trained ({@code startEpoch} = the warm-up epochs), as a known
 * re-implementation does.
 *
 * @param initial temperature until the decay begins
 * @param rate decay per epoch, 0 for none
 * @param floor lowest temperature, above 0
 * @param startEpoch the epoch, counted from 0, whose temperature is the last undecayed one
 */
public record Temperature(double initial, double rate, double floor, int startEpoch)
    implements Serializable {

  /** Of gates that have none: the softmax of theta as it is. */
  public static final Temperature NONE = new Temperature(1, 0, 1, 0);

  /** Rejects a schedule that could reach 0 or rise. */
  public Temperature {
    if (!(floor > 0) || !(initial >= floor) || !(rate >= 0) || startEpoch < 0) {
      throw new IllegalArgumentException(
          "A temperature needs 0 < floor <= initial, rate >= 0 and startEpoch >= 0, but was initial"
              + " "
              + initial
              + ", rate "
              + rate
              + ", floor "
              + floor
              + ", startEpoch "
              + startEpoch);
    }
  }

  /**
   * The schedule that ends at a temperature.
   *
   * @param last temperature of the last epoch
   * @param epochs of the search, more than one after {@code startEpoch}
   */
  public static Temperature ending(
      double initial, double last, double floor, int startEpoch, int epochs) {
    double rate = StrictMath.log(initial / last) / (epochs - 1 - startEpoch);
    return new Temperature(initial, rate, floor, startEpoch);
  }

  /** The temperature of an epoch, counted from 0. */
  public double at(int epoch) {
    return Math.max(floor, initial * StrictMath.exp(-rate * Math.max(0, epoch - startEpoch)));
  }
}

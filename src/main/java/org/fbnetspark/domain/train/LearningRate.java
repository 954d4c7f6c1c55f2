package org.fbnetspark.domain.train;

import java.io.Serializable;
import java.util.List;

/** The learning rate of each epoch, counted from 0. */
public sealed interface LearningRate extends Serializable {

  /** The rate of an epoch. */
  double at(int epoch);

  /** The same rate always. */
  record Constant(double rate) implements LearningRate {

    /** Rejects a rate that is not positive. */
    public Constant {
      requirePositive(rate);
    }

    @Override
    public double at(int epoch) {
      return rate;
    }
  }

  /**
   * Half a cosine from the initial to the final rate (Loshchilov and Hutter, SGDR, Equation 5):
   *
   * <pre>last + (initial - last) * (1 + cos(pi * epoch / epochs)) / 2</pre>
   *
   * <p>From {@code epochs} on, the final rate.
   */
  record Cosine(double initial, double last, int epochs) implements LearningRate {

    /** Rejects a schedule that rises or has no length. */
    public Cosine {
      requirePositive(initial);
      if (!(last >= 0) || last > initial || epochs < 1) {
        throw new IllegalArgumentException(
            "A cosine needs 0 <= last <= initial and at least one epoch, but was last "
                + last
                + ", initial "
                + initial
                + ", epochs "
                + epochs);
      }
    }

    @Override
    public double at(int epoch) {
      double progress = Math.min(1, (double) epoch / epochs);
      return last + (initial - last) * (1 + StrictMath.cos(Math.PI * progress)) / 2;
    }
  }

  /** The initial rate, multiplied by a factor at each of the given epochs. */
  record Step(double initial, double factor, List<Integer> epochs) implements LearningRate {

    /** Copies the epochs. */
    public Step {
      requirePositive(initial);
      requirePositive(factor);
      epochs = List.copyOf(epochs);
    }

    @Override
    public double at(int epoch) {
      long drops = epochs.stream().filter(drop -> drop <= epoch).count();
      return initial * StrictMath.pow(factor, drops);
    }
  }

  private static void requirePositive(double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "A learning rate must be above 0 and finite, but was " + value);
    }
  }
}

package org.fbnetspark.domain.train;

import java.io.Serializable;
import java.util.List;

/** The learning rate at each time, counted in epochs from 0; within an epoch it may move too. */
public sealed interface LearningRate extends Serializable {

  /** The rate at a time. */
  double at(double epoch);

  /** The schedule for a person, such as {@code 0.1 with a cosine to 0.0}. */
  String inWords();

  /** The same rate always. */
  record Constant(double rate) implements LearningRate {

    /** Rejects a rate that is not positive. */
    public Constant {
      requirePositive(rate);
    }

    @Override
    public double at(double epoch) {
      return rate;
    }

    @Override
    public String inWords() {
      return String.valueOf(rate);
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
    public double at(double epoch) {
      double progress = Math.min(1, epoch / epochs);
      return last + (initial - last) * (1 + StrictMath.cos(Math.PI * progress)) / 2;
    }

    @Override
    public String inWords() {
      return initial + " with a cosine to " + last;
    }
  }

  /**
   * A linear rise from a tenth of another schedule's rate to all of it (Goyal et al. 2017, arXiv
   * 1706.02677, Section 2.2).
   *
   * @param schedule that is scaled
   * @param epochs of the rise, at least 0
   */
  record WarmUp(LearningRate schedule, double epochs) implements LearningRate {

    private static final double FIRST_SHARE = 0.1;

    /** Rejects a length below 0. */
    public WarmUp {
      if (!(epochs >= 0)) {
        throw new IllegalArgumentException(
            "A warm-up must last at least 0 epochs, but was " + epochs);
      }
    }

    @Override
    public double at(double epoch) {
      double share = epoch >= epochs ? 1 : FIRST_SHARE + (1 - FIRST_SHARE) * epoch / epochs;
      return share * schedule.at(epoch);
    }

    @Override
    public String inWords() {
      return schedule.inWords() + (epochs > 0 ? " after " + epochs + " epochs of warm-up" : "");
    }
  }

  /** The initial rate, multiplied by a factor after each of the given numbers of epochs. */
  record Step(double initial, double factor, List<Integer> epochs) implements LearningRate {

    /** Copies the epochs. */
    public Step {
      requirePositive(initial);
      requirePositive(factor);
      epochs = List.copyOf(epochs);
    }

    @Override
    public double at(double epoch) {
      long drops = epochs.stream().filter(drop -> drop <= epoch).count();
      return initial * StrictMath.pow(factor, drops);
    }

    @Override
    public String inWords() {
      return initial + " times " + factor + " after epochs " + epochs;
    }
  }

  private static void requirePositive(double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "A learning rate must be above 0 and finite, but was " + value);
    }
  }
}

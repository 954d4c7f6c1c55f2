package org.fbnetspark.search;

import java.util.Arrays;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.fbnetspark.search.SearchSettings.ThetaSettings;

/**
 * Adam on theta, in double precision:
 *
 * <pre>
 * g = dL/dtheta + weightDecay * theta
 * m = beta1 * m + (1 - beta1) * g,   v = beta2 * v + (1 - beta2) * g^2
 * theta = theta - learningRate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * <p>with {@code t} counting steps from 1. The decay is part of the gradient (L2, as the paper's
 * re-implementations have it), so it pulls the candidates of a choice together.
 *
 * <p>Source: Kingma and Ba, Adam (2015), Algorithm 1.
 *
 * @param settings rates and decays
 */
public record ThetaAdam(ThetaSettings settings) {

  /** What Adam remembers between two steps. */
  public static final class Moments {
    private final int steps;
    private final double[][] first;
    private final double[][] second;

    /**
     * Joins and copies the parts.
     *
     * @param steps steps taken so far
     * @param first running mean of the gradient, {@code [choice][candidate]}
     * @param second running mean of its square, in the same shape
     */
    public Moments(int steps, double[][] first, double[][] second) {
      this.steps = steps;
      this.first = copy(first);
      this.second = copy(second);
    }

    /** Before the first step. */
    public static Moments zeros(Theta theta) {
      double[][] zeros = ThetaGradient.zeros(theta).rows();
      return new Moments(0, zeros, zeros);
    }

    /** Steps taken so far. */
    public int steps() {
      return steps;
    }

    /** Running mean of the gradient; a copy. */
    public double[][] first() {
      return copy(first);
    }

    /** Running mean of the gradient's square; a copy. */
    public double[][] second() {
      return copy(second);
    }

    private static double[][] copy(double[][] rows) {
      return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Moments moments
          && steps == moments.steps
          && Arrays.deepEquals(first, moments.first)
          && Arrays.deepEquals(second, moments.second);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * steps + Arrays.deepHashCode(first)) + Arrays.deepHashCode(second);
    }

    @Override
    public String toString() {
      return "Moments[after " + steps + " steps]";
    }
  }

  /**
   * Theta after a step, and what to remember.
   *
   * @param theta the new logits
   * @param moments for the next step
   */
  public record Step(Theta theta, Moments moments) {}

  /** One step against a mean gradient. */
  public Step step(Theta theta, Moments moments, ThetaGradient gradient) {
    int steps = moments.steps() + 1;
    double firstBias = 1 - StrictMath.pow(settings.beta1(), steps);
    double secondBias = 1 - StrictMath.pow(settings.beta2(), steps);
    double[][] logits = theta.rows();
    double[][] slopes = gradient.rows();
    double[][] first = moments.first();
    double[][] second = moments.second();
    for (int choice = 0; choice < logits.length; choice++) {
      for (int i = 0; i < logits[choice].length; i++) {
        double g = slopes[choice][i] + settings.weightDecay() * logits[choice][i];
        double m = settings.beta1() * first[choice][i] + (1 - settings.beta1()) * g;
        double v = settings.beta2() * second[choice][i] + (1 - settings.beta2()) * g * g;
        first[choice][i] = m;
        second[choice][i] = v;
        logits[choice][i] -=
            settings.learningRate()
                * (m / firstBias)
                / (Math.sqrt(v / secondBias) + settings.epsilon());
      }
    }
    return new Step(Theta.of(logits), new Moments(steps, first, second));
  }
}

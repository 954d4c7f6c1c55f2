package org.fbnetspark.domain.theta;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.Space;

/**
 * The architecture parameters: one row of logits for each open choice of a space. Candidate {@code
 * i} of choice {@code l} is taken with probability {@code P(l, i) = softmax(theta[l])[i]}; choices
 * are independent (Wu et al., FBNet, Section 3.3). Immutable.
 *
 * <p>Exponentials and logarithms are {@link StrictMath}'s, so that every machine gets the same
 * bits.
 */
public final class Theta implements Serializable {

  private static final long serialVersionUID = 1L;

  /** A logit of no probability. */
  private static final double NEVER = -Double.MAX_VALUE;

  private final double[][] logits;

  private Theta(double[][] logits) {
    this.logits = logits;
  }

  /** Equal logits everywhere: every candidate is as likely as its neighbours. */
  public static Theta uniform(Space space) {
    List<Choice> choices = space.choices();
    double[][] logits = new double[choices.size()][];
    for (int choice = 0; choice < logits.length; choice++) {
      logits[choice] = new double[choices.get(choice).candidates().size()];
    }
    return new Theta(logits);
  }

  /**
   * Theta of the given logits, copied.
   *
   * @param logits {@code [choice][candidate]}
   * @throws IllegalArgumentException where a row is empty or a logit is not finite
   */
  public static Theta of(double[][] logits) {
    for (int choice = 0; choice < logits.length; choice++) {
      if (logits[choice].length == 0) {
        throw new IllegalArgumentException("Theta needs a candidate in row " + choice);
      }
      for (double logit : logits[choice]) {
        if (!Double.isFinite(logit)) {
          throw new IllegalArgumentException(
              "Theta needs finite logits, but row " + choice + " was " + logit);
        }
      }
    }
    return new Theta(Arrays.stream(logits).map(double[]::clone).toArray(double[][]::new));
  }

  /**
   * Theta by which one choice takes some of its candidates alone: all others have a probability of
   * exactly 0, with and without noise, at any temperature.
   */
  public Theta among(int choice, Collection<Integer> candidates) {
    double[][] among = logits.clone();
    among[choice] = new double[logits[choice].length];
    for (int i = 0; i < among[choice].length; i++) {
      among[choice][i] = candidates.contains(i) ? logits[choice][i] : NEVER;
    }
    return new Theta(among);
  }

  /**
   * The logarithm of an architecture's probability, in nats.
   *
   * @param picks one index for each choice
   */
  public double logProbability(int[] picks) {
    double log = 0;
    for (int choice = 0; choice < picks.length; choice++) {
      log += StrictMath.log(probabilities(choice)[picks[choice]]);
    }
    return log;
  }

  /**
   * The derivative of {@link #logProbability} by theta: {@code [i is picked] - p_i} in each row.
   *
   * @param picks one index for each choice
   */
  public ThetaGradient logProbabilityGradient(int[] picks) {
    double[][] rows = new double[logits.length][];
    for (int choice = 0; choice < rows.length; choice++) {
      rows[choice] = Arrays.stream(probabilities(choice)).map(p -> -p).toArray();
      rows[choice][picks[choice]] += 1;
    }
    return ThetaGradient.of(rows);
  }

  /** Number of open choices. */
  public int choices() {
    return logits.length;
  }

  /** Candidates of a choice. */
  public int candidates(int choice) {
    return logits[choice].length;
  }

  /** The logits of one choice; a copy. */
  public double[] row(int choice) {
    return logits[choice].clone();
  }

  /** All logits, {@code [choice][candidate]}; a copy. */
  public double[][] rows() {
    return Arrays.stream(logits).map(double[]::clone).toArray(double[][]::new);
  }

  /** Probabilities of the candidates of one choice. */
  public double[] probabilities(int choice) {
    return softmax(logits[choice], 1);
  }

  /** Entropy of one choice in nats: 0 when decided, {@code ln(candidates)} when uniform. */
  public double entropy(int choice) {
    double entropy = 0;
    for (double p : probabilities(choice)) {
      entropy -= p > 0 ? p * StrictMath.log(p) : 0;
    }
    return entropy;
  }

  /** Mean of {@link #entropy(int)} over the choices; 0 where nothing is open. */
  public double meanEntropy() {
    double sum = 0;
    for (int choice = 0; choice < logits.length; choice++) {
      sum += entropy(choice);
    }
    return logits.length == 0 ? 0 : sum / logits.length;
  }

  /**
   * {@code exp(x_i / temperature) / sum_j exp(x_j / temperature)}; the largest value is taken off
   * first, so nothing overflows however low the temperature.
   */
  static double[] softmax(double[] values, double temperature) {
    double largest = Arrays.stream(values).max().orElseThrow();
    double[] result = new double[values.length];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      result[i] = StrictMath.exp((values[i] - largest) / temperature);
      sum += result[i];
    }
    for (int i = 0; i < values.length; i++) {
      result[i] /= sum;
    }
    return result;
  }

  /**
   * A number by whose addition to logits the largest one is a sample of their softmax: {@code
   * -ln(-ln U)}, of 52 random bits and a half, never 0 and never 1, so both logarithms are finite.
   */
  static double gumbel(RandomGenerator random) {
    double uniform = ((random.nextLong() >>> 12) + 0.5) * 0x1p-52;
    return -StrictMath.log(-StrictMath.log(uniform));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Theta theta && Arrays.deepEquals(logits, theta.logits);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(logits);
  }

  @Override
  public String toString() {
    return "Theta" + Arrays.deepToString(logits);
  }
}

package org.fbnetspark.domain.theta;

import java.util.List;
import java.util.stream.Stream;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Pick;

/**
 * What gates make of the conditions of a network, and the way back for gradients. Engines know
 * neither choices nor gates, only a factor for each condition:
 *
 * <pre>
 * factor_c     = sum over ways w of c, product over picks p of w of gate_p
 * dL/dgate_p   = sum over c, dL/dfactor_c * sum over ways with p, product over the other picks
 * </pre>
 *
 * <p>The factor of a condition of one pick is the gate itself, to the bit.
 */
public final class Factors {

  private final String network;
  private final List<Condition> conditions;
  private final int choices;

  /** The factors of a network, in the order of {@link Network#conditions()}. */
  public Factors(Network network) {
    this.network = network.name();
    this.conditions = network.conditions();
    this.choices = picks().mapToInt(Pick::choice).max().orElse(-1) + 1;
  }

  /** Factors by which all parts of a network are there, whatever excludes what. */
  public static float[][] whole(Network network) {
    float[][] factors = new float[network.conditions().size()][1];
    for (float[] row : factors) {
      row[0] = 1;
    }
    return factors;
  }

  /** The conditions, of which there is a factor each. */
  public List<Condition> conditions() {
    return conditions;
  }

  /**
   * The factors under gates.
   *
   * @return {@code [condition][example]}, of one example where all share their gates
   * @throws IllegalArgumentException where the gates are of another space
   */
  public float[][] of(Gates gates) {
    requireFit(gates);
    float[][] factors = new float[conditions.size()][gates.examples()];
    for (int example = 0; example < gates.examples(); example++) {
      float[][] rows = rows(gates, example);
      for (int i = 0; i < factors.length; i++) {
        for (List<Pick> way : conditions.get(i).ways()) {
          factors[i][example] += product(way, rows, null);
        }
      }
    }
    return factors;
  }

  /**
   * The factors whose gradient theta's depends on: those that a gate would open by itself which has
   * a share in the way back. The rest may be told as 0.
   *
   * @return one for each condition
   */
  public boolean[] wanted(Draw draw) {
    Gates forward = draw.forward();
    Gates soft = draw.back().soft();
    requireFit(forward);
    boolean[] wanted = new boolean[conditions.size()];
    for (int example = 0; example < forward.examples(); example++) {
      float[][] rows = rows(forward, example);
      float[][] shares = rows(soft, example);
      for (int i = 0; i < wanted.length; i++) {
        for (List<Pick> way : conditions.get(i).ways()) {
          for (Pick pick : way) {
            wanted[i] |=
                shares[pick.choice()][pick.candidate()] != 0 && product(way, rows, pick) != 0;
          }
        }
      }
    }
    return wanted;
  }

  /**
   * The gradient with respect to the gates.
   *
   * @param factorGradient with respect to the factors, {@code [condition][example]}
   * @param gates the factors' own
   * @return {@code [choice * examples + example][candidate]}
   */
  public float[][] gateGradient(float[][] factorGradient, Gates gates) {
    requireFit(gates);
    int examples = gates.examples();
    float[][] gradient = new float[gates.choices() * examples][];
    for (int row = 0; row < gradient.length; row++) {
      gradient[row] = new float[gates.candidates(row / examples)];
    }
    for (int example = 0; example < examples; example++) {
      float[][] rows = rows(gates, example);
      for (int i = 0; i < conditions.size(); i++) {
        for (List<Pick> way : conditions.get(i).ways()) {
          for (Pick pick : way) {
            gradient[pick.choice() * examples + example][pick.candidate()] +=
                factorGradient[i][example] * product(way, rows, pick);
          }
        }
      }
    }
    return gradient;
  }

  /** Product of the gates of all picks but one. */
  private static float product(List<Pick> way, float[][] rows, Pick without) {
    float product = 1;
    for (Pick pick : way) {
      product *= pick.equals(without) ? 1 : rows[pick.choice()][pick.candidate()];
    }
    return product;
  }

  private static float[][] rows(Gates gates, int example) {
    float[][] rows = new float[gates.choices()][];
    for (int choice = 0; choice < rows.length; choice++) {
      rows[choice] = gates.row(choice, example);
    }
    return rows;
  }

  private Stream<Pick> picks() {
    return conditions.stream().flatMap(Condition::picks);
  }

  private void requireFit(Gates gates) {
    boolean fits =
        gates.choices() >= choices
            && picks().allMatch(pick -> pick.candidate() < gates.candidates(pick.choice()));
    if (!fits) {
      throw new IllegalArgumentException(
          network
              + " has "
              + choices
              + " choices, but the gates are of "
              + gates.choices()
              + " choices, or of other candidates");
    }
  }
}

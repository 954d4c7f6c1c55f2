package org.fbnetspark.domain.theta;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Pick;

/** How gates are made from theta for one step, and how their gradient comes back to it. */
public sealed interface GateRule extends Serializable {

  /**
   * Draws gates.
   *
   * @param temperature above 0; only Gumbel's gates have one
   * @param batch examples of the batch; rows to draw where they are not shared
   * @param random numbers are taken choice by choice, example by example, candidate by candidate
   */
  Draw draw(Theta theta, double temperature, int batch, RandomGenerator random);

  /** Name in configurations. */
  String key();

  /** Whether every example has a draw of its own. */
  default boolean perExample() {
    return false;
  }

  /** How a supernet is computed under such gates. */
  default Execution execution() {
    return Execution.MIXED;
  }

  /**
   * The rule as it is once a share of the search is over.
   *
   * @param share from 0 on, below 1
   */
  default GateRule after(double share) {
    return this;
  }

  /** The rule under which weights are trained where theta is trained under this one. */
  default GateRule ofWeights() {
    return this;
  }

  /**
   * The Gumbel softmax:
   *
   * <pre>
   * m_i = exp((theta_i + u_i) / tau) / sum_j exp((theta_j + u_j) / tau),   u = -ln(-ln U),  U in (0, 1)
   * </pre>
   *
   * <p>A high temperature {@code tau} gives a smooth mixture; as it falls to 0 the row becomes
   * one-hot at {@code argmax(theta + u)}, which is a sample of {@code softmax(theta)}. Hard gates
   * are that one-hot row at every temperature; their gradient goes straight through to {@code m}.
   *
   * <p>Source: Wu et al., FBNet (arXiv 1812.03443), Section 3.3; Jang, Gu, Poole, Categorical
   * Reparameterization with Gumbel-Softmax (2017), Sections 2.1 and 2.2.
   *
   * @param perExample whether every example has a draw of its own; else a batch shares one. The
   *     paper does not say; re-implementations differ
   * @param hard whether the gates are one-hot
   */
  record Gumbel(boolean perExample, boolean hard) implements GateRule {

    @Override
    public String key() {
      return hard ? "gumbel-hard" : "gumbel";
    }

    @Override
    public Draw draw(Theta theta, double temperature, int batch, RandomGenerator random) {
      int examples = perExample ? batch : 1;
      if (examples < 1) {
        throw new IllegalArgumentException("Gates need at least one example, but was " + batch);
      }
      float[][][] soft = new float[theta.choices()][examples][];
      float[][][] forward = new float[theta.choices()][examples][];
      for (int choice = 0; choice < soft.length; choice++) {
        double[] logits = theta.row(choice);
        for (int example = 0; example < examples; example++) {
          double[] perturbed = Arrays.stream(logits).map(x -> x + Theta.gumbel(random)).toArray();
          float[] row = floats(Theta.softmax(perturbed, temperature));
          soft[choice][example] = row;
          forward[choice][example] = hard ? oneHot(row.length, largest(perturbed)) : row;
        }
      }
      return new Draw(
          Gates.perExample(forward), new Draw.Back(Gates.perExample(soft), temperature));
    }

    private static int largest(double[] values) {
      int largest = 0;
      for (int i = 1; i < values.length; i++) {
        largest = values[i] > values[largest] ? i : largest;
      }
      return largest;
    }
  }

  /**
   * The probabilities themselves; nothing is drawn.
   *
   * <p>Source: Liu, Simonyan, Yang, DARTS (arXiv 1806.09055), Equation 2.
   */
  record Softmax() implements GateRule {

    @Override
    public String key() {
      return "softmax";
    }

    @Override
    public Draw draw(Theta theta, double temperature, int batch, RandomGenerator random) {
      float[][] rows = new float[theta.choices()][];
      for (int choice = 0; choice < rows.length; choice++) {
        rows[choice] = floats(theta.probabilities(choice));
      }
      Gates mixture = Gates.perBatch(rows);
      return new Draw(mixture, new Draw.Back(mixture, 1));
    }
  }

  /**
   * Binary gates: one candidate is active, and the gradient is that of the probabilities it was
   * drawn by,
   *
   * <pre>dL/dtheta_i = sum_j dL/dg_j * p_j * (delta_ij - p_i)</pre>
   *
   * <p>With one path {@code p} is {@code softmax(theta)}. With two, a pair is drawn from it without
   * replacement, all other candidates are masked, and {@code p} is the softmax over the pair, from
   * which the active one is drawn; the others have no gradient. The weights are trained on one path
   * either way, those of the active candidates alone.
   *
   * <p>The paper then shifts the pair's logits so that the others keep their probabilities. A step
   * of theta here is Adam's on the mean over many draws, which has no pair of its own, so nothing
   * is shifted.
   *
   * <p>Source: Cai, Zhu, Han, ProxylessNAS (arXiv 1812.00332), Sections 3.1 and 3.2.1, Equations 3
   * and 4.
   *
   * @param count 1 or 2
   * @param execution whether memory is kept for one candidate or for all
   */
  record Paths(int count, Execution execution) implements GateRule {

    /** Rejects other counts. */
    public Paths {
      if (count != 1 && count != 2) {
        throw new IllegalArgumentException("Paths are one or two, but were " + count);
      }
      if (!execution.drawn()) {
        throw new IllegalArgumentException("Paths are not mixed");
      }
    }

    /** Paths with memory for one candidate. */
    public Paths(int count) {
      this(count, Execution.ONE_PATH);
    }

    /** One path with memory for all candidates. */
    public static Paths kept() {
      return new Paths(1, Execution.ALL_PATHS);
    }

    @Override
    public String key() {
      if (count == 2) {
        return "two-paths";
      }
      return execution == Execution.ONE_PATH ? "one-path" : "all-paths";
    }

    @Override
    public GateRule ofWeights() {
      return new Paths(1, execution);
    }

    @Override
    public Draw draw(Theta theta, double temperature, int batch, RandomGenerator random) {
      float[][] active = new float[theta.choices()][];
      float[][] soft = new float[theta.choices()][];
      for (int choice = 0; choice < soft.length; choice++) {
        double[] logits = theta.row(choice);
        int first = Derivation.draw(Theta.softmax(logits, 1), random.nextDouble());
        if (Math.min(count, logits.length) == 1) {
          active[choice] = oneHot(logits.length, first);
          soft[choice] = floats(Theta.softmax(logits, 1));
        } else {
          int second = other(logits, first, random);
          double[] pair = Theta.softmax(new double[] {logits[first], logits[second]}, 1);
          int taken = Derivation.draw(pair, random.nextDouble()) == 0 ? first : second;
          active[choice] = oneHot(logits.length, taken);
          soft[choice] = new float[logits.length];
          soft[choice][first] = (float) pair[0];
          soft[choice][second] = (float) pair[1];
        }
      }
      return new Draw(Gates.perBatch(active), new Draw.Back(Gates.perBatch(soft), 1));
    }

    /** By their probabilities among each other, however small those are. */
    private static int other(double[] logits, int first, RandomGenerator random) {
      double[] others = new double[logits.length - 1];
      System.arraycopy(logits, 0, others, 0, first);
      System.arraycopy(logits, first + 1, others, first, others.length - first);
      int drawn = Derivation.draw(Theta.softmax(others, 1), random.nextDouble());
      return drawn < first ? drawn : drawn + 1;
    }
  }

  /**
   * Another rule, to whose gates something is added that theta does not decide and that goes away:
   * a further branch of the same op beside what the gates let through. It costs nothing: it is not
   * there in what is derived.
   *
   * @param rule of the gates themselves, shared by a batch
   * @param picks whose gates are added to
   * @param extra that is added now
   */
  record Added(GateRule rule, List<Pick> picks, double extra) implements GateRule {

    /** Copies the list. */
    public Added {
      picks = List.copyOf(picks);
    }

    @Override
    public String key() {
      return rule.key();
    }

    @Override
    public boolean perExample() {
      return rule.perExample();
    }

    @Override
    public GateRule ofWeights() {
      return new Added(rule.ofWeights(), picks, extra);
    }

    @Override
    public GateRule after(double share) {
      return new Added(rule, picks, extra * (1 - share));
    }

    @Override
    public Draw draw(Theta theta, double temperature, int batch, RandomGenerator random) {
      Draw draw = rule.draw(theta, temperature, batch, random);
      return new Draw(draw.forward().plus(picks, (float) extra), draw.back(), draw.chosen());
    }
  }

  /**
   * Paths that are dropped: for each example and each choice the first candidate is there or not,
   * and counts the more where it is, so that its mean stays. Theta decides nothing.
   *
   * <p>Source: Larsson et al., FractalNet (arXiv 1605.07648), Section 3, as in the authors' code of
   * DARTS.
   *
   * @param probability that a path is dropped, from 0 on, below 1
   */
  record DroppedPaths(double probability) implements GateRule {

    /** Rejects what would leave nothing. */
    public DroppedPaths {
      if (!(probability >= 0 && probability < 1)) {
        throw new IllegalArgumentException(
            "Paths are dropped with a probability below 1, but it was " + probability);
      }
    }

    @Override
    public String key() {
      return "dropped-paths";
    }

    @Override
    public boolean perExample() {
      return true;
    }

    @Override
    public Draw draw(Theta theta, double temperature, int batch, RandomGenerator random) {
      float kept = (float) (1 / (1 - probability));
      float[][][] rows = new float[theta.choices()][batch][];
      for (float[][] choice : rows) {
        for (int example = 0; example < batch; example++) {
          boolean dropped = random.nextDouble() < probability;
          choice[example] = new float[] {dropped ? 0 : kept, dropped ? 1 : 0};
        }
      }
      Gates gates = Gates.perExample(rows);
      return new Draw(gates, new Draw.Back(gates, 1));
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static float[] oneHot(int length, int index) {
    float[] row = new float[length];
    row[index] = 1;
    return row;
  }
}

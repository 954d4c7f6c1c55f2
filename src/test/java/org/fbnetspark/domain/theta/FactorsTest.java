package org.fbnetspark.domain.theta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

class FactorsTest {

  private static final Condition ONE = Condition.of(0, 1);
  private static final Condition BOTH = Condition.of(new Pick(0, 0), new Pick(1, 2));
  private static final Condition EITHER =
      new Condition(
          List.of(
              List.of(new Pick(0, 0), new Pick(1, 0)),
              List.of(new Pick(0, 1), new Pick(1, 1), new Pick(2, 0))));

  private static Network network(Condition... conditions) {
    List<Branch> branches =
        Arrays.stream(conditions)
            .map(when -> new Branch(Branch.INPUT, new Skip(), 1, when))
            .toList();
    return new Network(
        "toy",
        Input.of(new ImageShape(4, 4, 2)),
        List.of(new Node("sum", Join.SUM, branches, Width.of(2))),
        List.of(Output.of(0)));
  }

  @Test
  void aConditionOfOnePickIsTheGateItself() {
    Gates gates = gates(1);
    assertThat(new Factors(network(ONE, Condition.ALWAYS)).of(gates))
        .isEqualTo(new float[][] {{gates.row(0, 0)[1]}});
  }

  @Test
  void waysAddUpAndPicksMultiply() {
    Gates gates = gates(2);
    float[][] factors = new Factors(network(ONE, BOTH, EITHER)).of(gates);
    for (int example = 0; example < 2; example++) {
      float[] first = gates.row(0, example);
      float[] second = gates.row(1, example);
      float[] third = gates.row(2, example);
      assertThat(factors[1][example]).isEqualTo(first[0] * second[2]);
      assertThat(factors[2][example])
          .isCloseTo(first[0] * second[0] + first[1] * second[1] * third[0], within(1e-6f));
    }
  }

  @Test
  void oneHotGatesGiveOneWhereTheConditionHoldsAndElseZero() {
    Factors factors = new Factors(network(ONE, BOTH, EITHER));
    for (int[] picks : List.of(new int[] {0, 0, 1}, new int[] {1, 1, 0}, new int[] {0, 2, 0})) {
      float[][] rows = {new float[2], new float[3], new float[2]};
      for (int choice = 0; choice < 3; choice++) {
        rows[choice][picks[choice]] = 1;
      }
      float[][] of = factors.of(Gates.perBatch(rows));
      for (int i = 0; i < of.length; i++) {
        assertThat(of[i][0]).isEqualTo(factors.conditions().get(i).holds(picks) ? 1 : 0);
      }
    }
  }

  @Test
  void gradientIsThatOfCentralDifferences() {
    Factors factors = new Factors(network(ONE, BOTH, EITHER));
    float[][] byFactor = {{0.7f, -0.2f}, {-1.3f, 0.4f}, {0.9f, 1.1f}};
    Gates gates = gates(2);
    float[][] gradient = factors.gateGradient(byFactor, gates);
    float step = 1f / 64;
    for (int row = 0; row < gradient.length; row++) {
      for (int i = 0; i < gradient[row].length; i++) {
        double up = loss(factors, byFactor, moved(gates, row, i, step));
        double down = loss(factors, byFactor, moved(gates, row, i, -step));
        assertThat((double) gradient[row][i]).isCloseTo((up - down) / (2 * step), within(1e-3));
      }
    }
  }

  /** One gate is opened by itself: what needs two closed ones has no slope. */
  @Test
  void wantedAreTheFactorsThatThetasGradientDependsOn() {
    Condition closed = Condition.of(new Pick(0, 1), new Pick(1, 2));
    Condition beside = Condition.of(new Pick(0, 0), new Pick(1, 1));
    Factors factors = new Factors(network(ONE, BOTH, closed, beside));
    Gates forward = Gates.perBatch(new float[][] {{1, 0}, {1, 0, 0}, {1, 0}});
    Gates pairs = Gates.perBatch(new float[][] {{0.5f, 0.5f}, {0.3f, 0, 0.7f}, {1, 0}});
    Gates drawn = Gates.perBatch(new float[][] {{1, 0}, {1, 0, 0}, {1, 0}});
    assertThat(factors.wanted(new Draw(forward, new Draw.Back(pairs, 1))))
        .containsExactly(true, true, false, false);
    assertThat(factors.wanted(new Draw(forward, new Draw.Back(drawn, 1))))
        .containsExactly(false, false, false, false);
  }

  @Test
  void gatesOfAnotherSpaceAreRefused() {
    Factors factors = new Factors(network(BOTH));
    Gates gates = Gates.perBatch(new float[][] {{1, 0}, {1, 0}});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> factors.of(gates))
        .withMessageContaining("toy");
  }

  private static double loss(Factors factors, float[][] byFactor, Gates gates) {
    float[][] of = factors.of(gates);
    double sum = 0;
    for (int i = 0; i < of.length; i++) {
      for (int example = 0; example < of[i].length; example++) {
        sum += of[i][example] * byFactor[i][example];
      }
    }
    return sum;
  }

  private static Gates moved(Gates gates, int row, int candidate, float by) {
    float[][][] rows = new float[gates.choices()][gates.examples()][];
    for (int choice = 0; choice < rows.length; choice++) {
      for (int example = 0; example < rows[choice].length; example++) {
        rows[choice][example] = gates.row(choice, example);
      }
    }
    rows[row / gates.examples()][row % gates.examples()][candidate] += by;
    return Gates.perExample(rows);
  }

  private static Gates gates(int examples) {
    Random random = new Random(5);
    int[] candidates = {2, 3, 2};
    float[][][] rows = new float[3][examples][];
    for (int choice = 0; choice < 3; choice++) {
      for (int example = 0; example < examples; example++) {
        rows[choice][example] = new float[candidates[choice]];
        for (int i = 0; i < candidates[choice]; i++) {
          rows[choice][example][i] = random.nextFloat();
        }
      }
    }
    return Gates.perExample(rows);
  }
}

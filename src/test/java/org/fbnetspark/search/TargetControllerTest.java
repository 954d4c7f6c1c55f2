package org.fbnetspark.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostProjection;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Draw;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.junit.jupiter.api.Test;

class TargetControllerTest {

  private static final int CHOICES = 8;
  private static final int CANDIDATES = 5;

  private final RandomGenerator random = new SeedTree(9).generator();
  private final CostTable costs = costs();

  private CostTable costs() {
    double[][] rows = new double[CHOICES][CANDIDATES];
    for (double[] row : rows) {
      Arrays.setAll(row, i -> 40 * i + 30 * random.nextDouble());
    }
    return CostTable.of(CostKind.LATENCY, 500, rows);
  }

  /**
   * A search whose cross-entropy, noisy as real ones are, prefers dear candidates or cheap ones,
   * and in each choice one of them by far.
   */
  private Theta search(double wanted, double preference, int steps, double rate) {
    TargetController controller =
        new TargetController(costs, new Target(wanted, 0.03), List.of(), steps);
    ThetaAdam adam =
        new ThetaAdam(new SearchSettings.ThetaSettings(rate, 0.9, 0.999, 1e-8, 5e-4, 1));
    Theta theta = Theta.of(new double[CHOICES][CANDIDATES]);
    ThetaAdam.Moments moments = ThetaAdam.Moments.zeros(theta);
    TargetController.Memory memory = TargetController.Memory.NONE;
    for (int step = 0; step < steps; step++) {
      TargetController.Guidance guidance =
          controller.guide(
              theta,
              crossEntropy(theta, preference),
              List.of(costs.expectedGradient(theta)),
              memory,
              step);
      memory = guidance.memory();
      ThetaAdam.Step next = adam.step(theta, moments, guidance.gradient());
      moments = next.moments();
      theta = controller.lead(next.theta(), moments.steps());
    }
    return theta;
  }

  private ThetaGradient crossEntropy(Theta theta, double preference) {
    double[][] gradient = new double[CHOICES][CANDIDATES];
    for (int choice = 0; choice < CHOICES; choice++) {
      double[] p = theta.probabilities(choice);
      double[] loss = new double[CANDIDATES];
      double mean = 0;
      for (int i = 0; i < CANDIDATES; i++) {
        loss[i] = -preference * i / CANDIDATES - (i == choice % CANDIDATES ? 0.5 : 0);
        mean += p[i] * loss[i];
      }
      for (int i = 0; i < CANDIDATES; i++) {
        gradient[choice][i] = p[i] * (loss[i] - mean) + 0.05 * random.nextGaussian();
      }
    }
    return ThetaGradient.of(gradient);
  }

  @Test
  void expectedCostEndsAtEveryTargetWhateverTheCrossEntropyPrefers() {
    double range = costs.dearest() - costs.cheapest();
    for (double share : new double[] {0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99}) {
      double wanted = costs.cheapest() + share * range;
      for (double preference : new double[] {1, -1, 0}) {
        assertThat(costs.expected(search(wanted, preference, 100, 0.1)))
            .as("share %s, preference %s", share, preference)
            .isCloseTo(wanted, withinPercentage(0.1));
        assertThat(costs.expected(search(wanted, preference, 20, 0.01)))
            .isCloseTo(wanted, withinPercentage(0.1));
      }
    }
  }

  /** The constraint takes nothing else: at a target in the middle the preferred ones still win. */
  @Test
  void whatTheCrossEntropyPrefersIsKept() {
    Theta theta = search((costs.cheapest() + costs.dearest()) / 2, 0, 1000, 0.05);
    int won = 0;
    for (int choice = 0; choice < CHOICES; choice++) {
      double[] p = theta.probabilities(choice);
      won += p[choice % CANDIDATES] == Arrays.stream(p).max().orElseThrow() ? 1 : 0;
    }
    assertThat(won).isGreaterThanOrEqualTo(CHOICES - 2);
  }

  /** Where the cross-entropy prefers dear candidates a unit of cost is worth something. */
  @Test
  void theWeightHasTheSignOfWhatHoldsTheCost() {
    double middle = (costs.cheapest() + costs.dearest()) / 2;
    TargetController controller =
        new TargetController(costs, new Target(middle, 0.03), List.of(), 10);
    Theta uniform = Theta.of(new double[CHOICES][CANDIDATES]);
    ThetaGradient dear = ThetaGradient.zeros(uniform);
    dear.add(costs.expectedGradient(uniform), -0.002);
    TargetController.Guidance guided =
        controller.guide(
            uniform,
            dear,
            List.of(costs.expectedGradient(uniform)),
            TargetController.Memory.NONE,
            0);
    assertThat(guided.memory().weight(0)).isCloseTo(0.002, within(1e-12));
    assertThat(guided.gradient().dot(costs.expectedGradient(uniform))).isCloseTo(0, within(1e-9));
  }

  @Test
  void theExpectedCostIsLedInAStraightLineOverTheFirstHalf() {
    double wanted = costs.cheapest() + 0.2 * (costs.dearest() - costs.cheapest());
    TargetController controller =
        new TargetController(costs, new Target(wanted, 0.03), List.of(), 20);
    Theta theta = Theta.of(new double[CHOICES][CANDIDATES]);
    double start = costs.expected(theta);
    for (int step = 1; step <= 12; step++) {
      theta = controller.lead(theta, step);
      assertThat(costs.expected(theta))
          .isCloseTo(start + Math.min(1, step / 10.0) * (wanted - start), withinPercentage(0.001));
    }
  }

  private static ThetaGradient none(Theta theta) {
    return ThetaGradient.zeros(theta);
  }

  /** A budget above what the search does by itself changes nothing of it. */
  @Test
  void aBudgetHoldsThetaOnlyWhileItsCostIsAbove() {
    double budget = (costs.cheapest() + costs.mean()) / 2;
    TargetController controller =
        new TargetController(costs, new Target(budget, 0.03, Target.Bound.AT_MOST), List.of(), 20);
    Theta uniform = Theta.of(new double[CHOICES][CANDIDATES]);
    assertThat(costs.expected(controller.lead(uniform, 20)))
        .isCloseTo(budget, withinPercentage(1e-6));
    Theta cheap = CostProjection.onto(uniform, costs, 0.9 * budget + 0.1 * costs.cheapest());
    assertThat(controller.lead(cheap, 20)).isEqualTo(cheap);

    ThetaGradient towardsDear = none(cheap);
    towardsDear.add(costs.expectedGradient(cheap), -0.002);
    assertThat(guided(controller, cheap, towardsDear).memory().weight(0)).isZero();
    Theta held = controller.lead(uniform, 20);
    ThetaGradient pull = none(held);
    pull.add(costs.expectedGradient(held), -0.002);
    assertThat(guided(controller, held, pull).memory().weight(0)).isCloseTo(0.002, within(1e-9));
    ThetaGradient push = none(held);
    push.add(costs.expectedGradient(held), 0.002);
    assertThat(guided(controller, held, push).memory().weight(0)).isZero();
  }

  private TargetController.Guidance guided(
      TargetController controller, Theta theta, ThetaGradient gradient) {
    return controller.guide(
        theta, gradient, List.of(costs.expectedGradient(theta)), TargetController.Memory.NONE, 20);
  }

  /** Costs of another kind stay below their limit while the target is met. */
  @Test
  void aLimitBesideTheTargetIsKeptTo() {
    double[][] rows = new double[CHOICES][CANDIDATES];
    for (double[] row : rows) {
      Arrays.setAll(row, i -> 1000 * i * i + 8000 * random.nextDouble());
    }
    CostTable weights = CostTable.of(CostKind.PARAMETERS, 10_000, rows);
    double middle = (costs.cheapest() + costs.dearest()) / 2;
    Theta uniform = Theta.of(new double[CHOICES][CANDIDATES]);
    double free = weights.expected(CostProjection.onto(uniform, costs, middle));
    double most = free - 0.1 * (weights.dearest() - weights.cheapest());
    TargetController controller =
        new TargetController(
            costs,
            new Target(middle, 0.03),
            List.of(new CostBand(weights, Double.NEGATIVE_INFINITY, most)),
            100);
    ThetaAdam adam =
        new ThetaAdam(new SearchSettings.ThetaSettings(0.05, 0.9, 0.999, 1e-8, 5e-4, 1));
    Theta theta = uniform;
    ThetaAdam.Moments moments = ThetaAdam.Moments.zeros(theta);
    TargetController.Memory memory = TargetController.Memory.NONE;
    for (int step = 0; step < 100; step++) {
      TargetController.Guidance guidance =
          controller.guide(
              theta,
              crossEntropy(theta, 0),
              List.of(costs.expectedGradient(theta), weights.expectedGradient(theta)),
              memory,
              step);
      memory = guidance.memory();
      ThetaAdam.Step next = adam.step(theta, moments, guidance.gradient());
      moments = next.moments();
      theta = controller.lead(next.theta(), moments.steps());
    }
    assertThat(costs.expected(theta)).isCloseTo(middle, withinPercentage(1e-6));
    assertThat(weights.expected(theta)).isLessThanOrEqualTo(most * (1 + 1e-8));
    assertThat(memory.weight(1)).isNotNegative();
  }

  /**
   * Both gradients through the same gates: the weight that is told is the same at temperature 5 and
   * at 0.5, though each gradient is ten times smaller.
   */
  @Test
  void theWeightDoesNotFollowTheTemperature() {
    double middle = (costs.cheapest() + costs.dearest()) / 2;
    for (double temperature : new double[] {5, 0.5, 0.1}) {
      TargetController controller =
          new TargetController(costs, new Target(middle, 0.03), List.of(), 300);
      Theta theta = Theta.of(new double[CHOICES][CANDIDATES]);
      TargetController.Memory memory = TargetController.Memory.NONE;
      for (int step = 0; step < 300; step++) {
        Draw draw = new GateRule.Gumbel(false, false).draw(theta, temperature, 1, random);
        Gates gates = draw.forward();
        // A cross-entropy that falls by 0.002 with each unit of cost, and more that does not.
        double[][] byGate = costs.gateGradient(gates);
        double[][] crossEntropy = new double[byGate.length][];
        for (int row = 0; row < byGate.length; row++) {
          double[] values = byGate[row].clone();
          Arrays.setAll(values, i -> -0.002 * values[i] + 0.02 * random.nextGaussian());
          crossEntropy[row] = values;
        }
        memory =
            controller
                .guide(
                    theta,
                    draw.back().thetaGradient(crossEntropy),
                    List.of(draw.back().thetaGradient(byGate)),
                    memory,
                    step)
                .memory();
      }
      assertThat(memory.weight(0)).as("at %s", temperature).isCloseTo(0.002, within(0.0004));
    }
  }
}

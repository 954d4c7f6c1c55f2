package org.fbnetspark.net.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Draw;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.fused.OneDnnSupernet;
import org.fbnetspark.net.portable.PortableSupernet;
import org.fbnetspark.testing.SmallCells;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.testing.SmallSides;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Supernets that compute what is drawn. The portable engine that computes everything, in double
 * precision, is the oracle of all of them.
 */
class PathsTest {

  private static final int BATCH = 5;
  private static final double TOLERANCE = 1e-4;
  private static final SgdStep SGD = new SgdStep(0.01, 0.9, 1e-3);
  private static final GateRule ONE_PATH = new GateRule.Paths(1);

  @BeforeAll
  static void engineIsThere() {
    assumeTrue(OneDnnSupernet.available(), "oneDNN does not load on this machine");
  }

  /**
   * What is drawn at one place, in two more, beside masks of widths and choices of sides, and on
   * the edges of cells, of which nodes compute all ops side by side.
   */
  static Stream<Space> spaces() {
    return Stream.of(
        oneChoice(SmallNets.NINE, 16, 1),
        oneChoice(SmallNets.NINE, 24, 2),
        oneChoice(SmallNets.NEWER, 16, 1),
        oneChoice(SmallNets.NEWER, 10, 2),
        oneChoice(List.of(new MbConv(3, 3, 1, 2, true), new MbConv(7, 6, 1), new Skip()), 16, 1),
        deep(),
        SmallMasked.SPACE,
        SmallMasked.CONVOLUTION,
        SmallSides.CHAIN,
        SmallSides.MASKED,
        SmallCells.ONE_NODE);
  }

  private static Space oneChoice(List<Op> ops, int out, int stride) {
    ImageShape in = new ImageShape(7, 8, 16);
    return SmallNets.network(
        new ImageShape(7, 8, 3),
        1,
        List.of(new ChainLayer("choice", ops, new Placement(in, out, stride))));
  }

  private static Space deep() {
    Placement first = new Placement(new ImageShape(8, 8, 8), 8, 1);
    Placement second = new Placement(first.output(), 12, 2);
    Placement third = new Placement(second.output(), 12, 1);
    return SmallNets.network(
        new ImageShape(16, 16, 3),
        2,
        List.of(
            new ChainLayer("first", SmallNets.NINE, first),
            ChainLayer.fixed("second", new MbConv(5, 3, 1), second),
            new ChainLayer("third", SmallNets.NINE, third),
            new ChainLayer("fourth", SmallNets.NEWER, third)));
  }

  /** All that a test of a space begins with. */
  private static final class Beginning {
    final Space space;
    final Network network;
    final RandomGenerator random;
    final float[] weights;
    final float[] momentum;
    final Theta theta;
    final Factors factors;

    Beginning(Space space) {
      this.space = space;
      network = space.network();
      random = new SeedTree(31).child(network.name()).child(space.size().hashCode()).generator();
      weights = SmallNets.weights(space, random);
      momentum = SmallNets.normal(weights.length, 0.1, random);
      theta = Theta.uniform(space);
      factors = new Factors(network);
    }

    Supernet supernet(Execution execution, boolean fused) {
      Supernet net =
          fused
              ? new OneDnnSupernet(network, BATCH, execution)
              : new PortableSupernet(network, BATCH, execution, DataType.DOUBLE);
      net.load(weights, momentum);
      return net;
    }

    Batch batch() {
      return SmallNets.batch(network.input().shape(), BATCH, random);
    }

    Draw draw(GateRule rule) {
      return rule.draw(theta, 1, BATCH, random);
    }
  }

  /** Two paths ask for their own gradient, and one path for all of them. */
  @ParameterizedTest
  @MethodSource("spaces")
  void drawnNetsFindTheGradientOfTheWholeOne(Space space) {
    Beginning at = new Beginning(space);
    try (Supernet whole = at.supernet(Execution.MIXED, false);
        Supernet portable = at.supernet(Execution.ONE_PATH, false);
        Supernet fused = at.supernet(Execution.ONE_PATH, true);
        Supernet kept = at.supernet(Execution.ALL_PATHS, true)) {
      for (GateRule rule : List.of(ONE_PATH, new GateRule.Paths(2), ONE_PATH)) {
        Draw draw = at.draw(rule);
        float[][] factors = at.factors.of(draw.forward());
        boolean[] wanted = at.factors.wanted(draw);
        Batch batch = at.batch();
        StepResult expected = whole.factorGradient(batch, factors);
        for (Supernet net : List.of(portable, fused, kept)) {
          close(net.evaluate(batch, factors), expected);
          StepResult found = net.factorGradient(batch, factors, wanted);
          close(found, expected);
          compare(
              "gradient",
              wanted(found.factorGradient(), wanted),
              wanted(expected.factorGradient(), wanted));
        }
        // What nobody asks for takes no part in theta's gradient.
        float[][] all = at.factors.gateGradient(expected.factorGradient(), draw.forward());
        float[][] some =
            at.factors.gateGradient(masked(expected.factorGradient(), wanted), draw.forward());
        assertThat(draw.back().thetaGradient(doubles(some)))
            .isEqualTo(draw.back().thetaGradient(doubles(all)));
      }
    }
  }

  /** Several steps, each with a draw of its own. */
  @ParameterizedTest
  @MethodSource("spaces")
  void enginesTrainTheSamePaths(Space space) {
    Beginning at = new Beginning(space);
    try (Supernet portable = at.supernet(Execution.ONE_PATH, false);
        Supernet fused = at.supernet(Execution.ONE_PATH, true);
        Supernet kept = at.supernet(Execution.ALL_PATHS, true)) {
      for (int step = 0; step < 4; step++) {
        float[][] factors = at.factors.of(at.draw(ONE_PATH).forward());
        Batch batch = at.batch();
        StepResult expected = portable.trainWeights(batch, factors, SGD);
        close(fused.trainWeights(batch, factors, SGD), expected);
        close(kept.trainWeights(batch, factors, SGD), expected);
      }
      float[][] expected = state(portable);
      float[][] found = state(fused);
      compare("weights", found[0], expected[0]);
      compare("momentum", found[1], expected[1]);
      assertThat(state(kept)).isDeepEqualTo(found);
    }
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void whatIsNotDrawnStaysAsItIs(Space space) {
    Beginning at = new Beginning(space);
    for (boolean fused : new boolean[] {true, false}) {
      try (Supernet net = at.supernet(Execution.ONE_PATH, fused)) {
        float[][] before = state(net);
        float[][] factors = at.factors.of(at.draw(ONE_PATH).forward());
        net.trainWeights(at.batch(), factors, SGD);
        float[][] after = state(net);
        int still = 0;
        for (WeightLayout.Tensor tensor : new WeightLayout(space.network()).tensors()) {
          List<Branch> branches = space.network().nodes().get(tensor.layer()).branches();
          int condition =
              space.network().conditions().indexOf(branches.get(tensor.candidate()).when());
          boolean drawn = condition < 0 || factors[condition][0] != 0;
          for (int i = 0; i < 2; i++) {
            float[] now = part(after[i], tensor);
            if (drawn) {
              assertThat(now)
                  .as("%s of %s", tensor, net.engine())
                  .isNotEqualTo(part(before[i], tensor));
            } else {
              assertThat(now)
                  .as("%s of %s", tensor, net.engine())
                  .isEqualTo(part(before[i], tensor));
            }
          }
          still += drawn ? 0 : 1;
        }
        assertThat(still > 0).isEqualTo(candidates(space.network()));
      }
    }
  }

  /** The same plans, but for what is filled again in place of being kept. */
  @ParameterizedTest
  @EnumSource(names = {"ONE_PATH", "ALL_PATHS"})
  void aDrawnPathIsTheDerivedNetworkToTheBit(Execution execution) {
    Space space = deep();
    Beginning at = new Beginning(space);
    int[] picks = {7, 3, 5};
    Network derived = space.at(picks);
    try (Supernet net = at.supernet(execution, true);
        Supernet alone = new OneDnnSupernet(derived, BATCH)) {
      float[][] factors = new float[space.network().conditions().size()][1];
      for (int i = 0; i < factors.length; i++) {
        factors[i][0] = space.network().conditions().get(i).holds(picks) ? 1 : 0;
      }
      List<Integer> taken = Arrays.stream(picks).boxed().toList();
      alone.load(
          SmallNets.ofCandidates(space, at.weights, taken),
          SmallNets.ofCandidates(space, at.momentum, taken));
      for (int step = 0; step < 3; step++) {
        Batch batch = at.batch();
        assertThat(net.trainWeights(batch, factors, SGD))
            .usingRecursiveComparison()
            .isEqualTo(alone.trainWeights(batch, Supernet.NO_FACTORS, SGD));
      }
      float[][] expected = state(alone);
      assertThat(SmallNets.ofCandidates(space, state(net)[0], taken)).isEqualTo(expected[0]);
      assertThat(SmallNets.ofCandidates(space, state(net)[1], taken)).isEqualTo(expected[1]);
    }
  }

  @Test
  void mixturesAreRefused() {
    Beginning at = new Beginning(oneChoice(SmallNets.NINE, 16, 1));
    float[][] mixed = SmallNets.factors(at.space, 1, at.random);
    float[][] none = new float[mixed.length][1];
    try (Supernet net = at.supernet(Execution.ONE_PATH, true)) {
      for (float[][] factors : List.of(mixed, none)) {
        assertThatThrownBy(() -> net.evaluate(at.batch(), factors))
            .hasMessageContaining("share one branch of each node");
      }
    }
  }

  /** Whether there are branches of which some are not drawn. */
  private static boolean candidates(Network network) {
    return network.nodes().stream()
        .flatMap(node -> node.branches().stream())
        .anyMatch(branch -> !branch.when().always() && !(branch.op() instanceof Skip));
  }

  private static float[] part(float[] values, WeightLayout.Tensor tensor) {
    return Arrays.copyOfRange(values, tensor.offset(), tensor.offset() + tensor.length());
  }

  private static float[][] state(Supernet net) {
    float[][] state = new float[2][net.weightCount()];
    net.store(state[0], state[1]);
    return state;
  }

  private static void close(StepResult ours, StepResult theirs) {
    assertThat(ours.meanLoss())
        .isCloseTo(theirs.meanLoss(), Offset.offset(TOLERANCE * theirs.meanLoss()));
    assertThat(ours.correct()).isEqualTo(theirs.correct());
  }

  private static void compare(String what, float[] ours, float[] theirs) {
    assertThat(ours).hasSameSizeAs(theirs);
    double apart = 0;
    double whole = 0;
    for (int i = 0; i < ours.length; i++) {
      apart += Math.pow(ours[i] - theirs[i], 2);
      whole += Math.pow(theirs[i], 2);
    }
    assertThat(Math.sqrt(apart))
        .as(what)
        .isLessThanOrEqualTo(TOLERANCE * Math.max(0.05, Math.sqrt(whole)));
  }

  private static float[] wanted(float[][] gradient, boolean[] wanted) {
    List<Float> found = new ArrayList<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        found.add(gradient[i][0]);
      }
    }
    float[] flat = new float[found.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = found.get(i);
    }
    return flat;
  }

  private static float[][] masked(float[][] gradient, boolean[] wanted) {
    float[][] masked = new float[gradient.length][1];
    for (int i = 0; i < wanted.length; i++) {
      masked[i][0] = wanted[i] ? gradient[i][0] : 0;
    }
    return masked;
  }

  private static double[][] doubles(float[][] rows) {
    double[][] doubles = new double[rows.length][];
    for (int row = 0; row < rows.length; row++) {
      doubles[row] = new double[rows[row].length];
      for (int i = 0; i < rows[row].length; i++) {
        doubles[row][i] = rows[row][i];
      }
    }
    return doubles;
  }
}

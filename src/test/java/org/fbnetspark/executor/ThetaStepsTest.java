package org.fbnetspark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.portable.PortableSupernet;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.wire.PhaseWeights;
import org.fbnetspark.wire.ThetaRound;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class ThetaStepsTest {

  private static final ImageShape IMAGE = new ImageShape(6, 5, 3);

  /** Without ReLU, at whose corners the gradient of the weights jumps as factors move. */
  private static final Space SMOOTH = smooth();

  private static final Network NETWORK = SMOOTH.network();
  private static final int BATCH = 8;
  private static final double RATE = 0.2;
  private static final double MOMENTUM = 0.5;
  private static final double DECAY = 0.01;
  private static final ThetaRound.LookAhead AHEAD =
      new ThetaRound.LookAhead(RATE, MOMENTUM, DECAY, 0, 0);

  private final RandomGenerator random = new SeedTree(5).generator();
  private final Batch train = batch();
  private final Batch theta = batch();
  private final float[] weights = SmallNets.weights(SMOOTH, random);
  private final float[] velocity = SmallNets.normal(weights.length, 0.02, random);
  private final float[][] factors = SmallNets.factors(SMOOTH, 1, random);

  private static Space smooth() {
    Placement first = new Placement(IMAGE, 4, 1);
    Placement next = new Placement(first.output(), 4, 1);
    List<Op> ops = SmallNets.ops("bare_conv_k3", "bare_conv_k1", "avg_k3");
    return Space.chain(
        "smooth",
        IMAGE,
        List.of(
            ChainLayer.fixed("stem", ops.get(0), first),
            new ChainLayer("one", ops, next),
            new ChainLayer("two", ops, next),
            ChainLayer.fixed("pool", new GlobalPool(), next),
            ChainLayer.fixed(
                "fc", new Linear(), new Placement(new ImageShape(1, 1, 4), SmallNets.CLASSES, 1))));
  }

  private Batch batch() {
    return SmallNets.batch(IMAGE, BATCH, random);
  }

  private static final boolean[] ALL = all();

  private static boolean[] all() {
    boolean[] all = new boolean[NETWORK.conditions().size()];
    Arrays.fill(all, true);
    return all;
  }

  private static StepResult gradient(
      Supernet net,
      PhaseWeights phase,
      ThetaRound.LookAhead ahead,
      Batch theta,
      Optional<Batch> seen,
      float[][] factors)
      throws IOException {
    return new ThetaSteps(net, phase, ahead, number -> seen).gradient(theta, 0, factors, ALL);
  }

  /** Loss of the theta batch on the weights that a step on the train batch leads to. */
  private double lossAfterAStep(Supernet net, float[][] at) {
    net.load(weights, velocity);
    net.trainWeights(train, at, new SgdStep(RATE, MOMENTUM, DECAY));
    return net.evaluate(theta, at).meanLoss();
  }

  @Test
  void theSecondOrderIsTheSlopeThroughTheStep() throws IOException {
    try (Supernet net = new PortableSupernet(NETWORK, BATCH, DataType.DOUBLE)) {
      PhaseWeights phase = new PhaseWeights(new PhaseWeights.Id("run", 0, 0), weights, velocity);
      net.load(weights, new float[weights.length]);
      float[][] second =
          gradient(net, phase, AHEAD, theta, Optional.of(train), factors).factorGradient();
      float[][] first = net.factorGradient(theta, factors).factorGradient();
      double apart = 0;
      double wrong = 0;
      for (int i = 0; i < factors.length; i++) {
        float[] row = factors[i];
        float at = row[0];
        float step = 0x1p-7f;
        row[0] = at + step;
        double above = lossAfterAStep(net, factors);
        row[0] = at - step;
        double slope = (above - lossAfterAStep(net, factors)) / (2 * step);
        row[0] = at;
        apart += Math.pow(first[i][0] - slope, 2);
        wrong += Math.pow(second[i][0] - slope, 2);
      }
      // What the first order leaves out is much, and nearly all of it is found.
      assertThat(Math.sqrt(apart)).isGreaterThan(0.02);
      assertThat(Math.sqrt(wrong)).isLessThan(0.1 * Math.sqrt(apart));
    }
  }

  @Test
  void theNetKeepsTheWeightsOfThePhase() throws IOException {
    try (Supernet net = new PortableSupernet(NETWORK, BATCH)) {
      PhaseWeights phase = new PhaseWeights(new PhaseWeights.Id("run", 0, 0), weights, velocity);
      net.load(weights, new float[weights.length]);
      StepResult once = gradient(net, phase, AHEAD, theta, Optional.of(train), factors);
      float[] kept = new float[weights.length];
      net.store(kept, new float[weights.length]);
      assertThat(kept).containsExactly(weights);
      StepResult twice = gradient(net, phase, AHEAD, theta, Optional.of(train), factors);
      assertThat(twice.factorGradient()).isDeepEqualTo(once.factorGradient());
    }
  }

  @Test
  void withoutAStepItIsTheFirstOrder() throws IOException {
    try (Supernet net = new PortableSupernet(NETWORK, BATCH)) {
      net.load(weights, new float[weights.length]);
      PhaseWeights phase = new PhaseWeights(new PhaseWeights.Id("run", 0, 0), weights);
      float[][] plain = net.factorGradient(theta, factors).factorGradient();
      assertThat(
              gradient(net, phase, ThetaRound.LookAhead.NONE, theta, Optional.empty(), factors)
                  .factorGradient())
          .isDeepEqualTo(plain);
      assertThat(gradient(net, phase, AHEAD, theta, Optional.empty(), factors).factorGradient())
          .isDeepEqualTo(plain);
    }
  }
}

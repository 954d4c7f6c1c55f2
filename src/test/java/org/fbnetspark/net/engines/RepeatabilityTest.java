package org.fbnetspark.net.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.testing.SmallSides;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A retried or moved task must give the bits of the first try. */
class RepeatabilityTest {

  private static final int BATCH = 6;

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "PORTABLE"})
  void everyNetworkOnEveryThreadGivesTheSameBits(Engine engine) {
    Placement first = new Placement(new ImageShape(8, 8, 16), 24, 2);
    Placement second = new Placement(first.output(), 24, 1);
    Space space =
        SmallNets.network(
            new ImageShape(16, 16, 3),
            2,
            List.of(
                new ChainLayer("first", SmallNets.NINE, first),
                ChainLayer.fixed("second", new MbConv(5, 3, 1), second),
                new ChainLayer("third", SmallNets.NEWER, second)));
    same(space, engine, BATCH);
    same(SmallSides.MASKED, engine, 1);
  }

  private static void same(Space space, Engine engine, int ownRows) {
    float[][] expected = train(space, engine, 0, ownRows);
    for (int run = 0; run < 3; run++) {
      int earlierSteps = run;
      float[][] again =
          CompletableFuture.supplyAsync(() -> train(space, engine, earlierSteps, ownRows)).join();
      assertThat(again).as("after %s earlier steps", run).isDeepEqualTo(expected);
    }
  }

  /**
   * Weights, momentum and gate gradient of a network that has seen other weights and batches.
   *
   * @param ownRows rows of factors of the second step: one that all share, or one for each example
   */
  private static float[][] train(Space space, Engine engine, int earlierSteps, int ownRows) {
    try (Supernet net = Supernets.create(space.network(), BATCH, engine)) {
      for (int i = 0; i < earlierSteps; i++) {
        steps(net, space, 100 + i, ownRows);
      }
      return steps(net, space, 31, ownRows);
    }
  }

  private static float[][] steps(Supernet net, Space space, long seed, int ownRows) {
    RandomGenerator random = new SeedTree(seed).generator();
    float[] weights = SmallNets.weights(space, random);
    float[] momentum = new float[weights.length];
    net.load(weights, momentum);
    float[][] factorGradient = {};
    for (int step = 0; step < 3; step++) {
      Batch batch = SmallNets.batch(space.network().input().shape(), BATCH, random);
      float[][] factors = SmallNets.factors(space, step == 1 ? ownRows : 1, random);
      net.trainWeights(batch, factors, new SgdStep(0.05, 0.9, 1e-4));
      factorGradient = net.factorGradient(batch, factors).factorGradient();
    }
    net.store(weights, momentum);
    return new float[][] {weights, momentum, factorGradient[0]};
  }
}

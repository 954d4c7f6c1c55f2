package org.fbnetspark.net.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellMacro;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stage;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.FbnetV1;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.testing.SmallCells;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.api.Test;

/** What the fused engine keeps besides its numbers, which EngineEqualityTest holds. */
class OneDnnSupernetTest {

  @Test
  void memoryIsEstimatedBeforeItIsTaken() {
    for (int batch : new int[] {2, 16}) {
      estimated(FbnetV1.cifarWithPaperStrides().space(), batch);
      Placement at = new Placement(new ImageShape(24, 24, 24), 24, 1);
      estimated(SmallNets.oneChoice(SmallNets.NEWER, at), batch);
    }
    estimated(SpaceCatalog.named("fbnet-v2-cifar-stem2").space(), 4);
    for (int width : new int[] {8, 16}) {
      CellMacro macro = new CellMacro(new ImageShape(16, 16, 3), 10, CellStem.CIFAR, 3, width);
      estimated(new CellDefinition("cells", macro, 4, CellOp.EIGHT, 3, 4).space(), 8);
    }
  }

  private static void estimated(Space space, int batch) {
    for (Execution execution : Execution.values()) {
      try (OneDnnSupernet net = new OneDnnSupernet(space.network(), batch, execution)) {
        assertThat((double) OneDnnSupernet.estimatedBytes(space.network(), batch, execution))
            .as("%s of %s", execution, space.network().name())
            .isCloseTo(net.bytes(), withinPercentage(20));
      }
    }
  }

  /**
   * The 21 blocks of ProxylessNAS for 32x32 images, with six candidates. What grows with the batch
   * is measured from one batch to another, for all candidates at once would take 3 GB. Weights, and
   * what their gradients need, are there for all candidates either way.
   */
  @Test
  void onePathTakesAQuarterOfAllPaths() {
    List<Stage> stages =
        List.of(
            new Stage(16, 1, 1, List.of("mb_k3_e1")),
            new Stage(24, 4, 2),
            new Stage(40, 4, 2),
            new Stage(80, 4, 2),
            new Stage(96, 4, 1),
            new Stage(192, 4, 2),
            new Stage(320, 1, 1));
    List<String> candidates =
        List.of("mb_k3_e3", "mb_k5_e3", "mb_k7_e3", "mb_k3_e6", "mb_k5_e6", "mb_k7_e6");
    ImageShape image = new ImageShape(224, 224, 3);
    LayerwiseDefinition paper =
        new LayerwiseDefinition(
            "blocks", image, new Stem(3, 32, 2), stages, candidates, false, 1280, 1000);
    Network network = paper.resized(new ImageShape(32, 32, 3), 4).withClasses(10).space().network();
    long one = bytes(network, 32, Execution.ONE_PATH);
    long few = bytes(network, 4, Execution.ALL_PATHS);
    long all = few + 28 * (few - bytes(network, 3, Execution.ALL_PATHS));
    assertThat((double) one / all).isLessThanOrEqualTo(0.25);
    assertThat((double) OneDnnSupernet.estimatedBytes(network, 32, Execution.ALL_PATHS))
        .isCloseTo(all, withinPercentage(10));
    assertThat((double) OneDnnSupernet.estimatedBytes(network, 32, Execution.ONE_PATH))
        .isCloseTo(one, withinPercentage(10));
  }

  private static long bytes(Network network, int batch, Execution execution) {
    try (OneDnnSupernet net = new OneDnnSupernet(network, batch, execution)) {
      return net.bytes();
    }
  }

  /** In single precision, along the gradient, where the slope stands out from rounding. */
  @Test
  void lossOfCellsFallsAlongTheGradientAsItSays() {
    Space space = SmallCells.SPACE;
    RandomGenerator random = new SplittableRandom(9);
    try (OneDnnSupernet net = new OneDnnSupernet(space.network(), 16)) {
      float[] weights = SmallNets.weights(space, random);
      float[] still = new float[weights.length];
      Batch batch = SmallNets.batch(space.network().input().shape(), 16, random);
      float[][] factors = SmallNets.factors(space, 1, random);
      net.load(weights, still);
      net.trainWeights(batch, factors, new SgdStep(0, 0, 0));
      float[] gradient = net.weightGradient();
      double square = 0;
      for (float slope : gradient) {
        square += (double) slope * slope;
      }
      double[] loss = new double[2];
      float step = (float) (0.01 / Math.sqrt(square));
      for (int i = 0; i < 2; i++) {
        float[] moved = weights.clone();
        for (int j = 0; j < moved.length; j++) {
          moved[j] += (i == 0 ? -step : step) * gradient[j];
        }
        net.load(moved, still);
        loss[i] = net.evaluate(batch, factors).meanLoss();
      }
      assertThat((loss[1] - loss[0]) / (2 * step)).isCloseTo(square, withinPercentage(1));
    }
  }

  @Test
  void instancesOnSeveralThreadsGiveTheSameBits() {
    Space space = network();
    List<float[]> found =
        IntStream.range(0, 4)
            .parallel()
            .mapToObj(
                i -> {
                  RandomGenerator random = new SplittableRandom(5);
                  try (OneDnnSupernet net = new OneDnnSupernet(space.network(), 6)) {
                    net.load(SmallNets.weights(space, random), new float[net.weightCount()]);
                    Batch batch = SmallNets.batch(space.network().input().shape(), 6, random);
                    float[][] factors = SmallNets.factors(space, 1, random);
                    for (int step = 0; step < 5; step++) {
                      net.trainWeights(batch, factors, new SgdStep(0.1, 0.9, 1e-4));
                    }
                    float[] weights = new float[net.weightCount()];
                    net.store(weights, new float[net.weightCount()]);
                    return weights;
                  }
                })
            .toList();
    assertThat(found).allSatisfy(weights -> assertThat(weights).isEqualTo(found.get(0)));
  }

  @Test
  void refusesWhatItWasNotBuiltFor() {
    Space space = network();
    RandomGenerator random = new SplittableRandom(1);
    try (OneDnnSupernet net = new OneDnnSupernet(space.network(), 6)) {
      float[][] factors = SmallNets.factors(space, 1, random);
      Batch small = SmallNets.batch(space.network().input().shape(), 5, random);
      assertThatThrownBy(() -> net.evaluate(small, factors))
          .hasMessageContaining("batches of 6")
          .hasMessageContaining("given 5");
      Batch fitting = SmallNets.batch(space.network().input().shape(), 6, random);
      float[][] none = Supernet.NO_FACTORS;
      assertThatThrownBy(() -> net.evaluate(fitting, none)).hasMessageContaining("27 conditions");
      assertThatThrownBy(() -> net.load(new float[3], new float[3]))
          .hasMessageContaining("was given 3");
    }
  }

  private static Space network() {
    ImageShape image = new ImageShape(16, 16, 3);
    ImageShape first = new ImageShape(8, 8, 8);
    ImageShape second = new ImageShape(4, 4, 12);
    return SmallNets.network(
        image,
        2,
        List.of(
            new ChainLayer("a", SmallNets.NINE, new Placement(first, 8, 1)),
            new ChainLayer("b", SmallNets.NINE, new Placement(first, 12, 2)),
            ChainLayer.fixed("c", new Skip(), new Placement(second, 12, 1)),
            new ChainLayer("d", SmallNets.NINE, new Placement(second, 12, 1))));
  }
}

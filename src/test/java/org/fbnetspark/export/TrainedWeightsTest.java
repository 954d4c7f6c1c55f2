package org.fbnetspark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.train.PopulationStatistics;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.fused.OneDnnSupernet;
import org.fbnetspark.net.portable.PortableSupernet;
import org.fbnetspark.testing.SmallCells;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds exported networks to the engines that train them. */
class TrainedWeightsTest {

  private static final int BATCH = 32;
  private static final double RELATIVE = 1e-4;
  private static final float[][] NO_FACTORS = Supernet.NO_FACTORS;

  private final RandomGenerator random = new SplittableRandom(3);

  @BeforeAll
  static void engineIsThere() {
    assumeTrue(OneDnnSupernet.available(), "oneDNN does not load on this machine");
  }

  private static float[] onnx(TrainedModel model, float[] images) {
    OnnxModel onnx =
        OnnxModel.of(
            model.architecture(),
            new TrainedWeights(model, PopulationStatistics.EPSILON),
            OptionalInt.empty());
    try (OnnxScores scores = new OnnxScores(onnx.bytes(), model.architecture().input().shape())) {
      return scores.of(images);
    }
  }

  private static void same(float[] given, Supernet engine, TrainedModel model, float[] images) {
    try (engine) {
      engine.load(model.weights(), new float[model.weights().length]);
      engine.loadStatistics(model.statistics());
      float[] expected = engine.infer(images, NO_FACTORS);
      double largest = 0;
      for (float score : expected) {
        largest = Math.max(largest, Math.abs(score));
      }
      assertThat(given).hasSameSizeAs(expected);
      for (int i = 0; i < given.length; i++) {
        assertThat((double) given[i])
            .as("score %s, %s", i, engine.engine())
            .isCloseTo(expected[i], within(RELATIVE * largest));
      }
    }
  }

  private void sameOnEveryEngine(Network network) {
    sameOn(network, true);
  }

  private void sameOn(Network network, boolean fused) {
    TrainedModel model = SmallNets.trained(network, random);
    Batch batch = SmallNets.batch(network.input().shape(), BATCH, random);
    float[] scores = onnx(model, batch.images());
    same(scores, new PortableSupernet(network, BATCH), model, batch.images());
    if (fused) {
      same(scores, new OneDnnSupernet(network, BATCH), model, batch.images());
    }
  }

  @Test
  void everyOpGivesTheScoresOfTheEngines() {
    sameOnEveryEngine(SmallNets.everyOp());
  }

  @Test
  void everyOpOfCellsGivesTheScoresOfTheEngine() {
    sameOn(SmallCells.everyOp(), false);
  }

  @Test
  void networksOfCellsGiveTheScoresOfTheEngine() {
    sameOn(SmallCells.network(new ImageShape(10, 8, 3), CellStem.CIFAR), false);
    sameOn(SmallCells.network(new ImageShape(34, 37, 3), CellStem.IMAGENET), false);
  }

  @Test
  void aPublishedNetworkGivesTheScoresOfTheEngines() {
    sameOnEveryEngine(
        ArchitectureCatalog.named("FBNet-A")
            .withClasses(SmallNets.CLASSES)
            .resized(new ImageShape(32, 32, 3), 4)
            .architecture());
  }

  @Test
  void aClassifierOfPositionsReadsThemInTheirOrder() {
    ImageShape image = new ImageShape(4, 3, 3);
    sameOnEveryEngine(
        Network.chain(
            "flat",
            image,
            List.of(new Block("fc", new Linear(), new Placement(image, SmallNets.CLASSES, 1)))));
  }

  @Test
  void scoresDoNotDependOnTheImagesBeside() {
    TrainedModel model = SmallNets.trained(SmallNets.everyOp(), random);
    Batch batch = SmallNets.batch(model.architecture().input().shape(), BATCH, random);
    float[] all = onnx(model, batch.images());
    float[] one = new float[batch.images().length / BATCH];
    System.arraycopy(batch.images(), one.length * 5, one, 0, one.length);
    float[] alone = onnx(model, one);
    for (int i = 0; i < SmallNets.CLASSES; i++) {
      assertThat(alone[i]).isCloseTo(all[5 * SmallNets.CLASSES + i], within(1e-4f));
    }
  }
}

package org.fbnetspark.net.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.fused.OneDnnSupernet;
import org.fbnetspark.net.portable.PortableSupernet;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.testing.SmallSides;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Networks as they are used: kept statistics, and what regularises their training. */
class InferenceTest {

  private static final ImageShape IMAGE = new ImageShape(8, 8, 3);
  private static final int BATCH = 6;
  private static final float[][] NONE = Supernet.NO_FACTORS;

  private final RandomGenerator random = new SeedTree(5).generator();

  @BeforeAll
  static void engineIsThere() {
    assumeTrue(OneDnnSupernet.available(), "oneDNN does not load on this machine");
  }

  /** Every kind of layer that has a normalisation: groups, stride, two skips, stacked depthwise. */
  private static Space derived() {
    return SmallNets.network(
        IMAGE,
        1,
        List.of(
            ChainLayer.fixed("a", new MbConv(3, 3, 1), at(8, 8, 6, 6, 1)),
            ChainLayer.fixed("b", new MbConv(5, 1, 2), at(8, 8, 6, 8, 2)),
            ChainLayer.fixed("c", new Skip(), at(4, 4, 8, 8, 1)),
            ChainLayer.fixed("d", new MbConv(3, 2, 1, 2, true), at(4, 4, 8, 8, 1)),
            ChainLayer.fixed("e", new Skip(), at(4, 4, 8, 10, 2)),
            ChainLayer.fixed("f", SmallNets.ops("mb_k3_e3_g2_se").get(0), at(2, 2, 10, 10, 1)),
            ChainLayer.fixed("g", SmallNets.ops("mb_k5_e2_se_hs").get(0), at(2, 2, 10, 8, 1)),
            ChainLayer.fixed("h", SmallNets.ops("mb_k3_e3_r6").get(0), at(2, 2, 8, 8, 1))));
  }

  private static Placement at(int height, int width, int in, int out, int stride) {
    return new Placement(new ImageShape(height, width, in), out, stride);
  }

  private static List<Supernet> engines(Space space, int batch) {
    return List.of(
        new PortableSupernet(space.network(), batch, DataType.DOUBLE),
        new OneDnnSupernet(space.network(), batch));
  }

  private static void close(List<Supernet> nets) {
    nets.forEach(Supernet::close);
  }

  @Test
  void enginesAgreeOnStatisticsAndOnWhatANetworkGivesWithThem() {
    Space space = derived();
    float[] weights = SmallNets.weights(space, random);
    Batch trained = SmallNets.batch(IMAGE, BATCH, random);
    Batch seen = SmallNets.batch(IMAGE, BATCH, random);
    List<Supernet> nets = engines(space, BATCH);
    float[][] statistics = new float[nets.size()][];
    float[][] scores = new float[nets.size()][];
    for (int i = 0; i < nets.size(); i++) {
      Supernet net = nets.get(i);
      net.load(weights, new float[weights.length]);
      net.evaluate(trained, NONE);
      statistics[i] = net.statistics();
      net.loadStatistics(statistics[0]);
      scores[i] = net.infer(seen.images(), NONE);
      net.evaluate(trained, NONE);
      assertThat(net.statistics()).as("after inference").isEqualTo(statistics[i]);
    }
    close(nets);

    assertThat(statistics[0]).hasSize(new WeightLayout(space.network()).statisticsLength());
    for (int i = 1; i < nets.size(); i++) {
      assertThat(statistics[i]).containsExactly(statistics[0], Offset.offset(2e-3f));
      assertThat(scores[i]).containsExactly(scores[0], Offset.offset(2e-3f));
    }
  }

  @Test
  void anExamplesScoresDoNotDependOnThoseBesideIt() {
    Space space = derived();
    float[] weights = SmallNets.weights(space, random);
    Batch batch = SmallNets.batch(IMAGE, BATCH, random);
    float[] reversed = new float[batch.images().length];
    int length = reversed.length / BATCH;
    for (int i = 0; i < BATCH; i++) {
      System.arraycopy(batch.images(), i * length, reversed, (BATCH - 1 - i) * length, length);
    }
    try (Supernet net = new OneDnnSupernet(space.network(), BATCH)) {
      net.load(weights, new float[weights.length]);
      net.evaluate(batch, NONE);
      net.loadStatistics(net.statistics());
      float[] scores = net.infer(batch.images(), NONE);
      float[] others = net.infer(reversed, NONE);
      int classes = SmallNets.CLASSES;
      for (int i = 0; i < BATCH; i++) {
        assertThat(Arrays.copyOfRange(others, (BATCH - 1 - i) * classes, (BATCH - i) * classes))
            .isEqualTo(Arrays.copyOfRange(scores, i * classes, (i + 1) * classes));
      }
    }
  }

  @Test
  void withTheBatchesOwnStatisticsInferenceIsThePassOfTraining() {
    Space space = derived();
    float[] weights = SmallNets.weights(space, random);
    Batch batch = SmallNets.batch(IMAGE, BATCH, random);
    for (Supernet net : engines(space, BATCH)) {
      net.load(weights, new float[weights.length]);
      float[] trained = net.output(batch.images(), NONE);
      float[] used = net.infer(batch.images(), NONE);
      assertThat(used).as(net.engine()).containsExactly(trained, Offset.offset(1e-3f));
      net.close();
    }
  }

  @Test
  void labelSmoothingAndDropoutTrainAlikeOnEveryEngine() {
    Space space = derived();
    float[] weights = SmallNets.weights(space, random);
    Batch batch = SmallNets.batch(IMAGE, BATCH, random);
    SgdStep step = new SgdStep(0.01, 0.9, 1e-3, 0.2, new Dropout(0.4, new SeedTree(8)));
    List<Supernet> nets =
        List.of(
            new PortableSupernet(space.network(), BATCH, DataType.DOUBLE),
            new OneDnnSupernet(space.network(), BATCH));
    float[][] after = new float[2][weights.length];
    double[] losses = new double[2];
    for (int i = 0; i < 2; i++) {
      nets.get(i).load(weights, new float[weights.length]);
      losses[i] = nets.get(i).trainWeights(batch, NONE, step).meanLoss();
      nets.get(i).store(after[i], new float[weights.length]);
    }
    close(nets);

    assertThat(losses[1]).isCloseTo(losses[0], Offset.offset(1e-4));
    assertThat(after[1]).containsExactly(after[0], Offset.offset(2e-3f));
  }

  /** d loss / d weights, with both, against central differences of the oracle. */
  @Test
  void theGradientWithSmoothingAndDropoutIsThatOfTheLoss() {
    Space space = derived();
    float[] weights = SmallNets.weights(space, random);
    Batch batch = SmallNets.batch(IMAGE, BATCH, random);
    Dropout dropout = new Dropout(0.3, new SeedTree(9));
    float[] zeros = new float[weights.length];
    float[] velocity = new float[weights.length];
    float[] scratch = new float[weights.length];
    try (Supernet net = new PortableSupernet(space.network(), BATCH, DataType.DOUBLE)) {
      SgdStep still = new SgdStep(0, 0, 0, 0.1, dropout);
      net.load(weights, zeros);
      net.trainWeights(batch, NONE, still);
      net.store(scratch, velocity);
      for (int i = 0; i < weights.length; i += weights.length / 23) {
        float[] up = weights.clone();
        float[] down = weights.clone();
        up[i] += 1e-5f;
        down[i] -= 1e-5f;
        net.load(up, zeros);
        StepResult above = net.trainWeights(batch, NONE, still);
        net.load(down, zeros);
        StepResult below = net.trainWeights(batch, NONE, still);
        double slope = (above.meanLoss() - below.meanLoss()) / ((double) up[i] - down[i]);
        assertThat((double) velocity[i])
            .as("weight %s", i)
            .isCloseTo(slope, Offset.offset(5e-3 * Math.max(1, Math.abs(slope))));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ONEDNN", "PORTABLE"})
  void sidesHaveNoStatisticsInCommon(Engine engine) {
    Space space = SmallSides.CHAIN;
    try (Supernet net = Supernets.create(space.network(), BATCH, engine)) {
      float[] images = SmallNets.batch(space.network().input().shape(), BATCH, random).images();
      float[][] factors = SmallNets.factors(space, 1, random);
      assertThatThrownBy(() -> net.infer(images, factors))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("statistics for each side");
    }
  }
}

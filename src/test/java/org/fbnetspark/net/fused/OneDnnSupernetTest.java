package org.fbnetspark.net.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.FbnetV1;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.portable.PortableSupernet;
import org.fbnetspark.testing.Layers;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.api.Test;

/** Holds the fused engine to the one that computes straight from the formulas. */
class OneDnnSupernetTest {

  private static final double TOLERANCE = 1e-4;

  @Test
  void nineCandidatesOnEvenAndOddMaps() {
    for (int side : new int[] {1, 2, 3, 4, 5, 6, 8, 9, 10}) {
      for (int stride : new int[] {1, 2}) {
        ImageShape in = new ImageShape(side, side, 8);
        agree(SmallNets.oneChoice(SmallNets.NINE, new Placement(in, 8, stride)), 4, 1);
        agree(SmallNets.oneChoice(SmallNets.NINE, new Placement(in, 12, stride)), 4, 1);
      }
    }
  }

  @Test
  void oneExampleAndRectangles() {
    for (ImageShape in :
        List.of(new ImageShape(4, 6, 8), new ImageShape(7, 2, 8), new ImageShape(1, 8, 8))) {
      agree(SmallNets.oneChoice(SmallNets.NINE, new Placement(in, 8, 1)), 1, 1);
      agree(SmallNets.oneChoice(SmallNets.NINE, new Placement(in, 10, 2)), 1, 1);
    }
  }

  @Test
  void oddChannelsWithoutGroups() {
    List<Op> ungrouped = new ArrayList<>(SmallNets.NINE);
    ungrouped.removeIf(op -> op instanceof MbConv mb && mb.groups() > 1);
    for (int stride : new int[] {1, 2}) {
      ImageShape in = new ImageShape(6, 6, 7);
      agree(SmallNets.oneChoice(ungrouped, new Placement(in, 7, stride)), 3, 1);
      agree(SmallNets.oneChoice(ungrouped, new Placement(in, 5, stride)), 3, 1);
    }
  }

  @Test
  void otherBlocksOfTheFamily() {
    List<Op> others =
        List.of(
            new MbConv(7, 2, 1),
            new MbConv(3, 1, 1, 2, true),
            new MbConv(5, 3, 2, 2, true),
            new MbConv(3, 1, 1, 1, false),
            new MbConv(5, 1, 2, 1, false),
            new MbConv(3, 4, 4));
    for (int side : new int[] {2, 3, 7, 8}) {
      for (int stride : new int[] {1, 2}) {
        ImageShape in = new ImageShape(side, side, 8);
        agree(SmallNets.oneChoice(others, new Placement(in, 8, stride)), 3, 1);
        agree(SmallNets.oneChoice(others, new Placement(in, 16, stride)), 3, 1);
      }
    }
  }

  @Test
  void hardSwishAndSqueezeExcitation() {
    for (int side : new int[] {1, 2, 7, 8}) {
      for (int stride : new int[] {1, 2}) {
        ImageShape in = new ImageShape(side, side, 8);
        agree(SmallNets.oneChoice(SmallNets.NEWER, new Placement(in, 8, stride)), 5, 1);
        agree(SmallNets.oneChoice(SmallNets.NEWER, new Placement(in, 12, stride)), 5, 5);
      }
    }
    Op conv = new Conv(3, Activation.HARD_SWISH);
    ImageShape in = new ImageShape(6, 5, 4);
    ChainLayer first = ChainLayer.fixed("first", conv, new Placement(in, 8, 2));
    ChainLayer second =
        ChainLayer.fixed(
            "second",
            new Conv(1, Activation.HARD_SWISH),
            new Placement(first.placement().output(), 6, 1));
    agree(SmallNets.network(in, 1, List.of(first, second)), 4, 1);
  }

  @Test
  void everyCandidateAloneIsTheDerivedBlock() {
    for (Op op : SmallNets.NINE) {
      ImageShape in = new ImageShape(4, 4, 8);
      agree(SmallNets.oneChoice(List.of(op), new Placement(in, 8, 1)), 3, 1);
      agree(SmallNets.oneChoice(List.of(op), new Placement(in, 12, 2)), 3, 1);
    }
  }

  @Test
  void gatesOfEachExample() {
    for (int stride : new int[] {1, 2}) {
      ImageShape in = new ImageShape(6, 6, 8);
      agree(SmallNets.oneChoice(SmallNets.NINE, new Placement(in, 8, stride)), 5, 5);
      agree(SmallNets.oneChoice(SmallNets.NINE.subList(0, 8), new Placement(in, 12, stride)), 5, 5);
    }
  }

  @Test
  void wideLayersAreCutIntoSlabs() {
    ImageShape in = new ImageShape(16, 16, 16);
    agree(SmallNets.oneChoice(SmallNets.NINE, new Placement(in, 16, 1)), 8, 1);
    agree(SmallNets.oneChoice(SmallNets.NINE, new Placement(in, 24, 2)), 8, 1);
  }

  @Test
  void wholeNetwork() {
    for (int examples : new int[] {1, 6}) {
      agree(network(), 6, examples);
    }
  }

  @Test
  void memoryIsEstimatedBeforeItIsTaken() {
    for (int batch : new int[] {2, 16}) {
      estimated(FbnetV1.cifarWithPaperStrides().space(), batch);
      Placement at = new Placement(new ImageShape(24, 24, 24), 24, 1);
      estimated(SmallNets.oneChoice(SmallNets.NEWER, at), batch);
    }
  }

  private static void estimated(Space space, int batch) {
    try (OneDnnSupernet net = new OneDnnSupernet(space.network(), batch)) {
      assertThat((double) OneDnnSupernet.estimatedBytes(space.network(), batch))
          .isCloseTo(net.bytes(), withinPercentage(20));
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

  /** Loss, gate gradients, and weights and momentum after two steps. */
  private static void agree(Space space, int batchSize, int examples) {
    RandomGenerator random = new SplittableRandom(batchSize);
    float[] weights = SmallNets.weights(space, random);
    float[] zeros = new float[weights.length];
    Batch batch = SmallNets.batch(space.network().input().shape(), batchSize, random);
    float[][] factors = SmallNets.factors(space, examples, random);
    try (OneDnnSupernet fast = new OneDnnSupernet(space.network(), batchSize);
        PortableSupernet plain = new PortableSupernet(space.network(), batchSize)) {
      fast.load(weights, zeros);
      plain.load(weights, zeros);
      StepResult expected = plain.factorGradient(batch, factors);
      StepResult actual = fast.factorGradient(batch, factors);
      String what = Layers.of(space).get(0) + " batch " + batchSize;
      assertThat(actual.meanLoss()).as(what).isCloseTo(expected.meanLoss(), within(TOLERANCE));
      close(what + " factors", flat(actual.factorGradient()), flat(expected.factorGradient()));
      SgdStep sgd = new SgdStep(1, 0.9, 0.01);
      fast.trainWeights(batch, factors, sgd);
      plain.trainWeights(batch, factors, sgd);
      compareWeights(what, space, fast, plain);
    }
  }

  private static void compareWeights(String what, Space space, Supernet fast, Supernet plain) {
    float[][] actual = new float[2][fast.weightCount()];
    float[][] expected = new float[2][fast.weightCount()];
    fast.store(actual[0], actual[1]);
    plain.store(expected[0], expected[1]);
    for (WeightLayout.Tensor tensor : new WeightLayout(space.network()).tensors()) {
      for (int i = 0; i < 2; i++) {
        int end = tensor.offset() + tensor.length();
        close(
            what + " " + tensor.candidate() + " " + tensor.role(),
            Arrays.copyOfRange(actual[i], tensor.offset(), end),
            Arrays.copyOfRange(expected[i], tensor.offset(), end));
      }
    }
  }

  private static float[] flat(float[][] rows) {
    FloatBuffer flat = FloatBuffer.allocate(Arrays.stream(rows).mapToInt(r -> r.length).sum());
    Arrays.stream(rows).forEach(flat::put);
    return flat.array();
  }

  private static void close(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double difference = 0;
    double norm = 1e-12;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - (double) expected[i], 2);
      norm += (double) expected[i] * expected[i];
    }
    assertThat(Math.sqrt(difference / norm)).as(what).isLessThan(TOLERANCE);
  }
}

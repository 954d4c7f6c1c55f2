package org.fbnetspark.net.portable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.shape.Subsampling;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.testing.SmallSides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A choice of the sides of the input. */
class ResolutionTest {

  private static final int BATCH = 3;
  private static final Offset<Double> NOTHING = Offset.offset(0.0);

  static Stream<Space> spaces() {
    return Stream.of(SmallSides.CHAIN, SmallSides.GRAPH, SmallSides.MASKED);
  }

  /** The rows of factors with those of the sides, which come first, 1 for one side and 0 else. */
  private static float[][] oneSide(Space space, float[][] factors, int side) {
    float[][] rows = new float[factors.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = factors[i].clone();
      if (i < space.network().input().options().size()) {
        Arrays.fill(rows[i], i == side ? 1 : 0);
      }
    }
    return rows;
  }

  /** The same network for images of one side alone. */
  private static Network fixed(Network network, ImageShape shape) {
    return new Network(network.name(), Input.of(shape), network.nodes(), network.outputs());
  }

  /** Its factors: those behind the sides'. */
  private static float[][] fixed(Space space, float[][] factors) {
    return Arrays.copyOfRange(factors, space.network().input().options().size(), factors.length);
  }

  private static Graph graph(Network network, float[] weights, FactorTensors factors) {
    WeightLayout layout = new WeightLayout(network);
    Parameters parameters = new Parameters(network, layout, DataType.DOUBLE);
    parameters.load(weights, new float[weights.length]);
    FactorSource source = new FactorSource();
    source.use(factors);
    return new GraphBuilder(
            network, layout, parameters, new StatisticsSource(), new DropoutSource(), source)
        .graph();
  }

  private static List<INDArray> values(
      Network network, float[] weights, Batch batch, float[][] factors) {
    FactorTensors tensors =
        new FactorTensors(network.conditions(), factors, Execution.MIXED, DataType.DOUBLE);
    ImageShape shape = batch.shape();
    INDArray images =
        Nd4j.createFromArray(batch.images())
            .castTo(DataType.DOUBLE)
            .reshape('c', batch.size(), shape.height(), shape.width(), shape.channels());
    return graph(network, weights, tensors).forward(images, tensors);
  }

  /** Whatever the other gates are, and to the last bit. */
  @ParameterizedTest
  @MethodSource("spaces")
  void underOneSideEachNodeIsThatOfTheNetworkOfThisSideAtItsPixels(Space space) {
    RandomGenerator random = new SeedTree(71).generator();
    Network network = space.network();
    Batch batch = SmallNets.batch(network.input().shape(), BATCH, random);
    float[] weights = SmallNets.weights(space, random);
    float[][] factors = SmallNets.factors(space, BATCH, random);
    List<ImageShape> maps = network.shapes();
    for (int side = 0; side < network.input().options().size(); side++) {
      ImageShape shape = network.input().options().get(side).shape();
      Network one = fixed(network, shape);
      List<INDArray> of = values(network, weights, batch, oneSide(space, factors, side));
      List<INDArray> expected =
          values(one, weights, SmallSides.subsampled(batch, shape), fixed(space, factors));
      for (int node = 0; node < maps.size(); node++) {
        SampledPixels pixels =
            new SampledPixels(new Subsampling(maps.get(node), one.shapes().get(node)));
        INDArray gathered = pixels.gather(of.get(node));
        String name = shape + " " + network.nodes().get(node).name();
        assertThat(gathered.ravel().toDoubleVector())
            .as(name)
            .containsExactly(expected.get(node).ravel().toDoubleVector(), NOTHING);
        assertThat(of.get(node).ravel().toDoubleVector())
            .as(name + ", 0 elsewhere")
            .containsExactly(pixels.scatter(gathered).ravel().toDoubleVector(), NOTHING);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void underOneSideItIsTrainedAsTheNetworkOfThisSide(Space space) {
    RandomGenerator random = new SeedTree(72).generator();
    Network network = space.network();
    Batch batch = SmallNets.batch(network.input().shape(), BATCH, random);
    float[] weights = SmallNets.weights(space, random);
    float[][] factors = SmallNets.factors(space, BATCH, random);
    for (int side = 0; side < network.input().options().size(); side++) {
      ImageShape shape = network.input().options().get(side).shape();
      List<float[]> trained = new ArrayList<>();
      trained.add(trained(network, weights, batch, oneSide(space, factors, side)));
      trained.add(
          trained(
              fixed(network, shape),
              weights,
              SmallSides.subsampled(batch, shape),
              fixed(space, factors)));
      assertThat(trained.get(0))
          .as(shape.toString())
          .containsExactly(trained.get(1), Offset.offset(1e-6f));
    }
  }

  private static float[] trained(Network network, float[] weights, Batch batch, float[][] factors) {
    try (Supernet net = new PortableSupernet(network, BATCH, DataType.DOUBLE)) {
      net.load(weights, new float[weights.length]);
      for (int step = 0; step < 2; step++) {
        net.trainWeights(batch, factors, new SgdStep(0.05, 0.9, 1e-3));
      }
      float[] after = new float[weights.length];
      net.store(after, new float[weights.length]);
      return after;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fbnet-v2-f", "fbnet-v2-cifar"})
  void thePapersSpacesAreRun(String name) {
    assertThat(PortableSupernet.refusal(SpaceCatalog.named(name).space().network())).isEmpty();
  }

  /** Class scores of several places have no counterpart at other sides. */
  @Test
  void outputsThatFollowTheSidesAreRefused() {
    Network network = SmallSides.CHAIN.network();
    Network stem = new Network("stem", network.input(), network.nodes(), List.of(Output.of(0)));
    assertThat(PortableSupernet.refusal(network)).isEmpty();
    assertThat(PortableSupernet.refusal(stem).orElseThrow())
        .contains("its outputs leave different shapes");
  }

  /** Of the first layer, which no other side has a part in. */
  @Test
  void statisticsAreThoseOfTheLargestSide() {
    RandomGenerator random = new SeedTree(73).generator();
    Network network = SmallSides.CHAIN.network();
    Batch batch = SmallNets.batch(network.input().shape(), BATCH, random);
    float[] weights = SmallNets.weights(SmallSides.CHAIN, random);
    float[][] factors = SmallNets.factors(SmallSides.CHAIN, 1, random);
    float[][] statistics = new float[2][];
    try (Supernet all = new PortableSupernet(network, BATCH);
        Supernet largest = new PortableSupernet(fixed(network, batch.shape()), BATCH)) {
      all.load(weights, new float[weights.length]);
      all.evaluate(batch, factors);
      statistics[0] = all.statistics();
      largest.load(weights, new float[weights.length]);
      largest.evaluate(batch, fixed(SmallSides.CHAIN, factors));
      statistics[1] = largest.statistics();
    }
    int stem = 2 * network.shapes().get(0).channels();
    assertThat(Arrays.copyOf(statistics[0], stem)).isEqualTo(Arrays.copyOf(statistics[1], stem));
    assertThat(statistics[0]).isNotEqualTo(statistics[1]);
  }
}

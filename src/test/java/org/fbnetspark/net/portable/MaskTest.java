package org.fbnetspark.net.portable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.testing.Picks;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.testing.SmallSides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MaskTest {

  private static final int BATCH = 4;

  /** Section 3.1 of the paper: widths 12 and 16 under gates of 0.2 and 0.8. */
  @Test
  void channelsCountByTheGatesOfTheWidthsThatHaveThem() {
    Condition narrow = Condition.of(0, 0);
    Condition wide = Condition.of(0, 1);
    FactorTensors factors =
        new FactorTensors(
            List.of(narrow, wide),
            new float[][] {{0.2f}, {0.8f}},
            Execution.MIXED,
            DataType.DOUBLE);
    FactorSource source = new FactorSource();
    source.use(factors);
    Mask mask = new Mask(List.of(new Mask.Option(12, narrow), new Mask.Option(16, wide)), source);
    INDArray ones = Nd4j.ones(DataType.DOUBLE, 1, 1, 1, 16);
    double[] y = mask.forward(ones).ravel().toDoubleVector();
    for (int channel = 0; channel < 16; channel++) {
      assertThat(y[channel]).isCloseTo(channel < 12 ? 1 : 0.8, Offset.offset(1e-7));
    }
    assertThat(Arrays.stream(y).sum()).isCloseTo(15.2, Offset.offset(1e-6));
    mask.backward(ones);
    assertThat(factors.gradient()).isEqualTo(new float[][] {{12}, {16}});
  }

  static Stream<Space> spaces() {
    return Stream.of(SmallMasked.SPACE, SmallSides.MASKED);
  }

  /** Batch statistics are those of single channels, so even training gives the same numbers. */
  @ParameterizedTest
  @MethodSource("spaces")
  void onePickIsTheSlicedNetwork(Space space) {
    RandomGenerator random = new SeedTree(61).generator();
    Network masked = space.network();
    Batch batch = SmallNets.batch(masked.input().shape(), BATCH, random);
    float[] weights = SmallNets.weights(space, random);
    Factors factors = new Factors(masked);
    try (Supernet all = new PortableSupernet(masked, BATCH, DataType.DOUBLE)) {
      all.load(weights, new float[weights.length]);
      for (int run = 0; run < 40; run++) {
        int[] picks = Arrays.stream(space.candidates()).map(random::nextInt).toArray();
        float[] scores = all.output(batch.images(), factors.of(Picks.gates(space, picks)));
        Network network = masked.at(picks);
        Batch own = SmallSides.subsampled(batch, network.input().shape());
        float[] sliced = sliced(masked, network, picks, weights);
        try (Supernet one = new PortableSupernet(network, BATCH, DataType.DOUBLE)) {
          one.load(sliced, new float[sliced.length]);
          assertThat(scores)
              .as(space.picked(picks).toString())
              .containsExactly(one.output(own.images(), Supernet.NO_FACTORS), Offset.offset(1e-5f));
        }
      }
    }
  }

  /** The first values along each axis of the tensors that are there. */
  private static float[] sliced(Network masked, Network network, int[] picks, float[] weights) {
    WeightLayout from = new WeightLayout(masked);
    WeightLayout to = new WeightLayout(network);
    float[] sliced = new float[to.length()];
    for (WeightLayout.Tensor tensor : to.tensors()) {
      String name = network.nodes().get(tensor.layer()).name();
      int layer = masked.nodes().stream().map(Node::name).toList().indexOf(name);
      List<Integer> held = held(masked.nodes().get(layer), picks);
      WeightLayout.Tensor source =
          from.tensors(layer, held.get(tensor.candidate())).stream()
              .filter(t -> t.role().equals(tensor.role()))
              .findFirst()
              .orElseThrow();
      copy(weights, source, sliced, tensor);
    }
    return sliced;
  }

  private static List<Integer> held(Node node, int[] picks) {
    List<Integer> held = new ArrayList<>();
    for (int i = 0; i < node.branches().size(); i++) {
      if (node.branches().get(i).when().holds(picks)) {
        held.add(i);
      }
    }
    return held;
  }

  private static void copy(
      float[] weights, WeightLayout.Tensor source, float[] sliced, WeightLayout.Tensor target) {
    int[] at = new int[target.shape().size()];
    for (int i = 0; i < target.length(); i++) {
      int place = 0;
      for (int axis = 0; axis < at.length; axis++) {
        place = place * source.shape().get(axis) + at[axis];
      }
      sliced[target.offset() + i] = weights[source.offset() + place];
      for (int axis = at.length - 1; axis >= 0; axis--) {
        at[axis] = (at[axis] + 1) % target.shape().get(axis);
        if (at[axis] > 0) {
          break;
        }
      }
    }
  }
}

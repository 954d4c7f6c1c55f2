package org.fbnetspark.net.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.arch.Gates;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.net.OneDnnSupernet;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.SmallNets;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Holds the graph to the supernet without one, since both run the same kernels. */
class GraphSupernetTest {

  private static final int BATCH = 6;
  private static final double RELATIVE = 1e-6;
  private static final SgdStep SGD = new SgdStep(0.1, 0.9, 1e-4);

  @Test
  void stepsAsTheSupernetWithoutAGraph() {
    LayerwiseSpace space = space();
    for (int examples : new int[] {1, BATCH}) {
      RandomGenerator random = new SplittableRandom(examples);
      float[] weights = SmallNets.weights(space, random);
      Batch batch = SmallNets.batch(space.input(), BATCH, random);
      Gates gates = SmallNets.gates(space, examples, random);
      try (Supernet graph = new GraphSupernet(space, BATCH);
          Supernet direct = new OneDnnSupernet(space, BATCH)) {
        for (Supernet net : List.of(graph, direct)) {
          net.load(weights, new float[weights.length]);
        }
        for (int step = 0; step < 3; step++) {
          same(graph.gateGradient(batch, gates), direct.gateGradient(batch, gates));
          same(graph.trainWeights(batch, gates, SGD), direct.trainWeights(batch, gates, SGD));
        }
        same(graph.evaluate(batch, gates), direct.evaluate(batch, gates));
        close(graph.output(batch.images(), gates), direct.output(batch.images(), gates));
        float[][] actual = stored(graph);
        float[][] expected = stored(direct);
        close(actual[0], expected[0]);
        close(actual[1], expected[1]);
        assertThat(actual[0]).isNotEqualTo(weights);
      }
    }
  }

  @Test
  void gateGradientLeavesTheWeights() {
    LayerwiseSpace space = space();
    RandomGenerator random = new SplittableRandom(2);
    float[] weights = SmallNets.weights(space, random);
    try (GraphSupernet net = new GraphSupernet(space, BATCH)) {
      net.load(weights, new float[weights.length]);
      net.gateGradient(
          SmallNets.batch(space.input(), BATCH, random), SmallNets.gates(space, 1, random));
      assertThat(stored(net)[0]).isEqualTo(weights);
    }
  }

  @Test
  void learns() {
    LayerwiseSpace space = space();
    RandomGenerator random = new SplittableRandom(3);
    try (GraphSupernet net = new GraphSupernet(space, BATCH)) {
      net.load(SmallNets.weights(space, random), new float[net.weightCount()]);
      Batch batch = SmallNets.batch(space.input(), BATCH, random);
      Gates gates = SmallNets.gates(space, 1, random);
      double before = net.evaluate(batch, gates).meanLoss();
      for (int step = 0; step < 40; step++) {
        net.trainWeights(batch, gates, new SgdStep(0.05, 0.9, 0));
      }
      StepResult after = net.evaluate(batch, gates);
      assertThat(after.meanLoss()).isLessThan(before / 5);
      assertThat(after.correct()).isEqualTo(BATCH);
    }
  }

  @Test
  void copiesArraysFromElsewhere() {
    LayerwiseSpace space = space();
    RandomGenerator random = new SplittableRandom(4);
    try (GraphSupernet net = new GraphSupernet(space, BATCH)) {
      net.load(SmallNets.weights(space, random), new float[net.weightCount()]);
      Gates gates = SmallNets.gates(space, 1, random);
      Batch other = SmallNets.batch(space.input(), BATCH, random);
      float[] expected = net.output(other.images(), gates);
      net.output(SmallNets.batch(space.input(), BATCH, random).images(), gates);
      ImageShape shape = space.input();
      INDArray images =
          Nd4j.createFromArray(other.images())
              .reshape(BATCH, shape.height(), shape.width(), shape.channels());
      INDArray scores = net.graph().outputSingle(true, images);
      assertThat(ArrayRoom.floats(scores).toArray()).isEqualTo(expected);
      float[] once = backward(net, images, 1);
      float[] twice = backward(net, images, 2);
      assertThat(once).isNotEqualTo(new float[once.length]);
      for (int i = 0; i < once.length; i++) {
        once[i] *= 2;
      }
      close(twice, once);
    }
  }

  /** The gate gradient of a choice where each class score has the same gradient. */
  private static float[] backward(GraphSupernet net, INDArray images, double epsilon) {
    net.graph().feedForward(new INDArray[] {images}, true, false);
    net.graph().backpropGradient(Nd4j.valueArrayOf(BATCH, SmallNets.CLASSES, epsilon));
    return ((FusedLayerRun) net.graph().getLayer("a")).gateGradient()[0];
  }

  @Test
  void configurationSurvivesJson() {
    LayerwiseSpace space = space();
    ComputationGraphConfiguration made = GraphSupernet.configuration(space, BATCH);
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(made.toJson());
    assertThat(read).isEqualTo(made).isNotEqualTo(GraphSupernet.configuration(space, BATCH + 1));
    for (Choice choice : space.layers()) {
      LayerVertex vertex = (LayerVertex) read.getVertices().get(choice.name());
      FusedLayer layer = (FusedLayer) vertex.getLayerConf().getLayer();
      assertThat(layer.choice()).isEqualTo(choice);
      assertThat(layer.plan().input().batch()).isEqualTo(BATCH);
    }
  }

  @Test
  void refusesToRunWithoutBuffers() {
    LayerwiseSpace space = space();
    ComputationGraph graph = new ComputationGraph(GraphSupernet.configuration(space, BATCH));
    graph.init();
    assertThat(graph.params().sumNumber().doubleValue()).isZero();
    INDArray images = Nd4j.zeros(BATCH, 8, 8, 3);
    assertThatThrownBy(() -> graph.outputSingle(images))
        .hasMessageContaining("stem")
        .hasMessageContaining("GraphSupernet");
  }

  private static LayerwiseSpace space() {
    ImageShape image = new ImageShape(8, 8, 3);
    ImageShape first = new ImageShape(8, 8, 8);
    ImageShape second = new ImageShape(4, 4, 12);
    return SmallNets.network(
        image,
        1,
        List.of(
            new Choice("a", SmallNets.NINE, new Placement(first, 8, 1)),
            new Choice("b", SmallNets.NEWER, new Placement(first, 12, 2)),
            Choice.fixed("c", new Skip(), new Placement(second, 12, 1)),
            Choice.fixed("d", new MbConv(5, 3, 1), new Placement(second, 12, 1))));
  }

  private static float[][] stored(Supernet net) {
    float[][] stored = new float[2][net.weightCount()];
    net.store(stored[0], stored[1]);
    return stored;
  }

  private static void same(StepResult actual, StepResult expected) {
    assertThat(actual.meanLoss())
        .isCloseTo(expected.meanLoss(), within(RELATIVE * expected.meanLoss()));
    assertThat(actual.correct()).isEqualTo(expected.correct());
    assertThat(actual.gateGradient().length).isEqualTo(expected.gateGradient().length);
    for (int i = 0; i < expected.gateGradient().length; i++) {
      close(actual.gateGradient()[i], expected.gateGradient()[i]);
    }
  }

  private static void close(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - (double) expected[i], 2);
      norm += (double) expected[i] * expected[i];
    }
    assertThat(Math.sqrt(difference)).isLessThanOrEqualTo(RELATIVE * Math.sqrt(norm));
  }
}

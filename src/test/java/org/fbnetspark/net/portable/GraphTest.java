package org.fbnetspark.net.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.testing.Picks;
import org.fbnetspark.testing.SmallGraph;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.testing.ToyGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class GraphTest {

  private static final int BATCH = 4;
  private static final Network GRAPH = SmallGraph.SPACE.network();
  private static final Factors FACTORS = new Factors(GRAPH);
  private static final ImageShape PAIR = new ImageShape(1, 1, 2);
  private static final Branch IDENTITY = new Branch(Branch.INPUT, new Skip(), 1, Condition.ALWAYS);
  private static final Branch AFFINE = new Branch(Branch.INPUT, new Linear(), 1, Condition.ALWAYS);

  @Test
  void trainingLowersTheLoss() {
    RandomGenerator random = new SeedTree(51).generator();
    Batch batch = SmallNets.batch(GRAPH.input().shape(), BATCH, random);
    float[][] factors = SmallNets.factors(SmallGraph.SPACE, BATCH, random);
    float[] weights = new WeightLayout(GRAPH).initialWeights(new SeedTree(52));
    try (Supernet net = new PortableSupernet(GRAPH, BATCH)) {
      net.load(weights, new float[weights.length]);
      double before = net.evaluate(batch, factors).meanLoss();
      for (int step = 0; step < 20; step++) {
        net.trainWeights(batch, factors, new SgdStep(0.05, 0.9, 0));
      }
      assertThat(net.evaluate(batch, factors).meanLoss()).isLessThan(0.7 * before);
      float[] trained = new float[weights.length];
      net.store(trained, new float[weights.length]);
      for (WeightLayout.Tensor tensor : new WeightLayout(GRAPH).tensors()) {
        int end = tensor.offset() + tensor.length();
        assertThat(Arrays.copyOfRange(trained, tensor.offset(), end))
            .as(tensor.toString())
            .isNotEqualTo(Arrays.copyOfRange(weights, tensor.offset(), end));
      }
    }
  }

  /** Through the factors of conditions that several nodes share and that hold in several ways. */
  @ParameterizedTest
  @ValueSource(ints = {1, BATCH})
  void gateGradientIsTheSlopeOfTheLoss(int examples) {
    RandomGenerator random = new SeedTree(53).generator();
    Batch batch = SmallNets.batch(GRAPH.input().shape(), BATCH, random);
    float[] weights = SmallNets.weights(SmallGraph.SPACE, random);
    float[][][] rows = rows(examples, random);
    Gates gates = Gates.perExample(rows);
    try (Supernet net = new PortableSupernet(GRAPH, BATCH, DataType.DOUBLE)) {
      net.load(weights, new float[weights.length]);
      float[][] ofFactors = net.factorGradient(batch, FACTORS.of(gates)).factorGradient();
      float[][] gradient = FACTORS.gateGradient(ofFactors, gates);
      float step = 0x1p-16f;
      for (int choice = 0; choice < rows.length; choice++) {
        for (int example = 0; example < examples; example++) {
          float[] row = rows[choice][example];
          for (int i = 0; i < row.length; i++) {
            float at = row[i];
            row[i] = at + step;
            double above = loss(net, batch, rows);
            row[i] = at - step;
            double slope = (above - loss(net, batch, rows)) / (2 * step);
            row[i] = at;
            assertThat((double) gradient[choice * examples + example][i])
                .as("gate %d %d %d", choice, example, i)
                .isCloseTo(slope, Offset.offset(1e-6 + 1e-6 * Math.abs(slope)));
          }
        }
      }
    }
  }

  private static double loss(Supernet net, Batch batch, float[][][] rows) {
    return net.evaluate(batch, FACTORS.of(Gates.perExample(rows))).meanLoss();
  }

  /** With one gate of each choice 1 and the others 0, the supernet is the picked network. */
  @Test
  void onePickIsItsNetwork() {
    RandomGenerator random = new SeedTree(54).generator();
    Batch batch = SmallNets.batch(GRAPH.input().shape(), BATCH, random);
    float[] weights = SmallNets.weights(SmallGraph.SPACE, random);
    try (Supernet all = new PortableSupernet(GRAPH, BATCH, DataType.DOUBLE)) {
      all.load(weights, new float[weights.length]);
      for (int pick = 0; pick < 8; pick++) {
        int[] picks = {pick / 4, pick / 2 % 2, pick % 2};
        Network network = GRAPH.at(picks);
        float[][] factors = FACTORS.of(Picks.gates(SmallGraph.SPACE, picks));
        float[] part = kept(network, picks, weights);
        try (Supernet one = new PortableSupernet(network, BATCH, DataType.DOUBLE)) {
          one.load(part, new float[part.length]);
          float[] scores = one.output(batch.images(), Supernet.NO_FACTORS);
          assertThat(all.output(batch.images(), factors))
              .containsExactly(scores, Offset.offset(1e-5f));
          double weight = picks[2] == 0 ? 0.5 : 1.25;
          assertThat(all.evaluate(batch, factors).meanLoss())
              .isCloseTo(weight * crossEntropy(scores, batch.labels()), Offset.offset(1e-5));
          assertThat(all.evaluate(batch, factors))
              .extracting("correct")
              .isEqualTo(one.evaluate(batch, Supernet.NO_FACTORS).correct());
        }
      }
    }
  }

  /** Both losses add up under their factors; scores are those of the larger share. */
  @Test
  void outputsCountByTheirFactors() {
    RandomGenerator random = new SeedTree(55).generator();
    Batch batch = SmallNets.batch(GRAPH.input().shape(), BATCH, random);
    float[] weights = SmallNets.weights(SmallGraph.SPACE, random);
    try (Supernet net = new PortableSupernet(GRAPH, BATCH, DataType.DOUBLE)) {
      net.load(weights, new float[weights.length]);
      double[] losses = new double[3];
      List<float[]> scores = new ArrayList<>();
      float[][] outputs = {{1, 0}, {0, 1}, {0.75f, 0.25f}};
      for (int i = 0; i < losses.length; i++) {
        float[][] rows = {{0.5f, 0.5f}, {0.25f, 0.75f}, outputs[i]};
        float[][] factors = FACTORS.of(Gates.perBatch(rows));
        losses[i] = net.evaluate(batch, factors).meanLoss();
        scores.add(net.output(batch.images(), factors));
      }
      assertThat(losses[2]).isCloseTo(0.75 * losses[0] + 0.25 * losses[1], Offset.offset(1e-9));
      assertThat(scores.get(0)).isNotEqualTo(scores.get(1));
      assertThat(scores.get(2)).isEqualTo(scores.get(0));
    }
  }

  @Test
  void joinsFollowTheFormulas() {
    float[] images = {1, 2};
    float[] affine = {0.5f, 0.25f, -1, 2, 0.125f, 3};
    float[] y = {0.5f * 1 + 0.25f * 2 + 0.125f, -1 + 2 * 2 + 3};
    Node aside = Node.of("affine", AFFINE, 2);
    Branch first = new Branch(0, new Skip(), 1, Condition.ALWAYS);
    Node concat = new Node("concat", Join.CONCAT, List.of(first, IDENTITY), Width.of(4));
    assertThat(output(List.of(aside, concat), images, affine)).containsExactly(y[0], y[1], 1, 2);
    Node sum = new Node("sum", Join.SUM, List.of(first, IDENTITY), Width.of(2));
    assertThat(output(List.of(aside, sum), images, affine)).containsExactly(y[0] + 1, y[1] + 2);
    Node learned = new Node("learned", Join.LEARNED_SUM, List.of(AFFINE, IDENTITY), Width.of(2));
    float[] weights = Arrays.copyOf(affine, 8);
    weights[6] = (float) Math.log(3);
    assertThat(output(List.of(learned), images, weights))
        .containsExactly(
            new float[] {0.75f * y[0] + 0.25f, 0.75f * y[1] + 0.5f}, Offset.offset(1e-6f));
  }

  private static float[] output(List<Node> nodes, float[] images, float[] weights) {
    Network network =
        new Network("joins", Input.of(PAIR), nodes, List.of(Output.of(nodes.size() - 1)));
    try (Supernet net = new PortableSupernet(network, 1)) {
      net.load(weights, new float[weights.length]);
      return net.output(images, Supernet.NO_FACTORS);
    }
  }

  @Test
  void refusesWhatItDoesNotRun() {
    Network network = ToyGraph.space().network();
    assertThatThrownBy(() -> new PortableSupernet(network, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node both joins what has a choice of widths other than by a sum");
  }

  private static double crossEntropy(float[] scores, int[] labels) {
    double sum = 0;
    for (int example = 0; example < labels.length; example++) {
      double total = 0;
      for (int c = 0; c < SmallNets.CLASSES; c++) {
        total += Math.exp(scores[example * SmallNets.CLASSES + c]);
      }
      sum += Math.log(total) - scores[example * SmallNets.CLASSES + labels[example]];
    }
    return sum / labels.length;
  }

  /** The weights of a picked network among those of all. */
  private static float[] kept(Network picked, int[] picks, float[] weights) {
    List<String> names = GRAPH.nodes().stream().map(Node::name).toList();
    WeightLayout all = new WeightLayout(GRAPH);
    WeightLayout own = new WeightLayout(picked);
    float[] kept = new float[own.length()];
    for (WeightLayout.Tensor tensor : own.tensors()) {
      int node = names.indexOf(picked.nodes().get(tensor.layer()).name());
      List<Branch> branches = GRAPH.nodes().get(node).branches();
      List<Branch> held = branches.stream().filter(b -> b.when().holds(picks)).toList();
      int branch =
          tensor.candidate() < held.size()
              ? branches.indexOf(held.get(tensor.candidate()))
              : branches.size();
      WeightLayout.Tensor from =
          all.tensors(node, branch).stream()
              .filter(t -> t.role().equals(tensor.role()))
              .findFirst()
              .orElseThrow();
      System.arraycopy(weights, from.offset(), kept, tensor.offset(), tensor.length());
    }
    return kept;
  }

  /** Gates of few bits, so that factors are no rounded products. */
  private static float[][][] rows(int examples, RandomGenerator random) {
    int[] candidates = SmallGraph.SPACE.candidates();
    float[][][] rows = new float[candidates.length][examples][];
    for (int choice = 0; choice < rows.length; choice++) {
      for (int example = 0; example < examples; example++) {
        float[] row = new float[candidates[choice]];
        for (int i = 0; i < row.length; i++) {
          row[i] = random.nextInt(1, 64) / 64f;
        }
        rows[choice][example] = row;
      }
    }
    return rows;
  }
}

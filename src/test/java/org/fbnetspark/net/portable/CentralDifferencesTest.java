package org.fbnetspark.net.portable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.testing.SmallCells;
import org.fbnetspark.testing.SmallGraph;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.testing.SmallSides;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Every gradient against {@code (f(x + h d) - f(x - h d)) / 2h}, in double precision. */
class CentralDifferencesTest {

  private static final float STEP = 0x1p-19f;

  /** A network, the batch size, and whether each example has its own factors. */
  record Case(String name, Space space, int batch, boolean ownFactors) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>(ofLayers());
    cases.add(one(new MbConv(7, 3, 2), 9, 8, 4, 6, 2, 2));
    cases.add(one(new MbConv(3, 2, 3), 4, 4, 6, 6, 1, 2));
    cases.add(one(new MbConv(3, 3, 1, 2, true), 5, 5, 3, 4, 2, 3));
    cases.add(one(new MbConv(3, 1, 1, 1, false), 5, 5, 4, 4, 1, 3));
    cases.add(one(new MbConv(5, 1, 2, 1, false), 5, 5, 4, 4, 1, 3));
    for (Op op : SmallNets.NEWER) {
      cases.add(one(op, 4, 6, 4, 4, 1, 3));
      cases.add(one(op, 4, 5, 4, 6, 2, 3));
    }
    for (Op op : SmallNets.CAPPED) {
      cases.add(one(op, 4, 6, 4, 4, 1, 3));
      cases.add(one(op, 4, 5, 4, 6, 2, 3));
    }
    cases.add(one(new Conv(3, Activation.RELU6), 4, 5, 4, 6, 2, 3));
    cases.add(one(new MbConv(3, 2, 1, 1, true, true, Activation.HARD_SWISH), 1, 1, 4, 4, 1, 4));
    cases.add(new Case("cells derived", derived(CellStem.CIFAR), 4, false));
    cases.add(new Case("cells derived, large images", derived(CellStem.IMAGENET), 4, false));
    for (Op op : SmallNets.ops("hidden", "hidden_hs", "hidden_r6")) {
      cases.add(one(op, 1, 1, 5, 7, 1, 3));
    }
    for (Op op : SmallCells.OPS) {
      cases.add(one(op, 5, 6, 4, 4, 1, 3));
      cases.add(one(op, 6, 5, 4, 4, 2, 2));
      cases.add(one(op, 1, 2, 4, 4, 1, 2));
      if (!(op instanceof WindowPool)) {
        cases.add(one(op, 4, 4, 3, 5, 2, 3));
      }
    }
    for (Op op : SmallNets.ops("reduce", "reduce_plain")) {
      cases.add(one(op, 6, 4, 3, 4, 2, 3));
      cases.add(one(op, 5, 7, 4, 6, 2, 2));
      cases.add(one(op, 1, 1, 4, 2, 2, 4));
    }
    for (Op op : SmallNets.ops("aux", "aux_bare")) {
      cases.add(one(op, 8, 7, 3, 6, 1, 3));
      cases.add(one(op, 2, 3, 4, 5, 1, 3));
    }
    for (boolean own : new boolean[] {false, true}) {
      String gates = own ? " own gates" : " shared gates";
      cases.add(new Case("nine" + gates, mixed(5, 4, 4, 1), 3, own));
      cases.add(new Case("nine stride 2" + gates, mixed(5, 4, 6, 2), 3, own));
      cases.add(new Case("nine 1x1 batch 1" + gates, mixed(1, 4, 4, 1), 1, own));
      cases.add(new Case("network" + gates, network(), 4, own));
      cases.add(new Case("graph" + gates, SmallGraph.SPACE, 4, own));
      cases.add(new Case("cells" + gates, SmallCells.ONE_NODE, own ? 2 : 4, own));
      cases.add(new Case("masked" + gates, SmallMasked.SPACE, own ? 2 : 4, own));
      cases.add(new Case("resolution" + gates, SmallSides.CHAIN, own ? 2 : 4, own));
      cases.add(new Case("resolution in a graph" + gates, SmallSides.GRAPH, own ? 2 : 4, own));
      cases.add(new Case("resolution and widths" + gates, SmallSides.MASKED, own ? 2 : 4, own));
      Placement newer = new Placement(new ImageShape(4, 5, 4), own ? 4 : 6, own ? 1 : 2);
      cases.add(new Case("newer" + gates, SmallNets.oneChoice(SmallNets.NEWER, newer), 3, own));
      cases.add(new Case("capped" + gates, SmallNets.oneChoice(SmallNets.CAPPED, newer), 3, own));
    }
    return cases.stream();
  }

  /** Single layers of FBNet's own ops. */
  private static List<Case> ofLayers() {
    List<Case> cases = new ArrayList<>();
    for (Op op : SmallNets.NINE) {
      cases.add(one(op, 5, 6, 4, 4, 1, 3));
      cases.add(one(op, 5, 6, 4, 6, 2, 3));
    }
    for (Op op : List.of(new MbConv(3, 3, 1), new MbConv(5, 1, 1), new Skip())) {
      cases.add(one(op, 4, 7, 3, 3, 1, 2));
      cases.add(one(op, 4, 7, 3, 5, 2, 2));
      cases.add(one(op, 7, 7, 3, 5, 1, 1));
      cases.add(one(op, 2, 1, 3, 4, 2, 3));
      cases.add(one(op, 1, 1, 4, 4, 1, 4));
      cases.add(one(op, 1, 1, 4, 6, 1, 1));
    }
    return cases;
  }

  private static Space derived(CellStem stem) {
    int side = stem == CellStem.CIFAR ? 8 : 40;
    return Space.of(SmallCells.network(new ImageShape(side, side, 3), stem));
  }

  private static Case one(Op op, int h, int w, int in, int out, int stride, int batch) {
    Placement at = new Placement(new ImageShape(h, w, in), out, stride);
    return new Case(op.code() + " " + at, SmallNets.oneChoice(List.of(op), at), batch, false);
  }

  private static Space mixed(int side, int in, int out, int stride) {
    return SmallNets.oneChoice(
        SmallNets.NINE, new Placement(new ImageShape(side, side, in), out, stride));
  }

  private static Space network() {
    Placement first = new Placement(new ImageShape(4, 4, 4), 6, 2);
    Placement second = new Placement(first.output(), 6, 1);
    return SmallNets.network(
        new ImageShape(8, 8, 3),
        2,
        List.of(
            new ChainLayer("first", List.of(new MbConv(3, 3, 1), new Skip()), first),
            new ChainLayer("second", SmallNets.NINE, second)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreTheSlopesOfTheLoss(Case c) {
    RandomGenerator random = new SeedTree(7).child(c.name()).generator();
    Batch batch = SmallNets.batch(c.space().network().input().shape(), c.batch(), random);
    float[] weights = SmallNets.wideWeights(c.space(), random);
    float[][] factors = SmallNets.factors(c.space(), c.ownFactors() ? c.batch() : 1, random);
    try (PortableSupernet net =
        new PortableSupernet(c.space().network(), c.batch(), DataType.DOUBLE)) {
      load(net, weights);
      double[][] gradients = net.gradients(batch, factors);
      ToDoubleFunction<float[]> ofWeights =
          w -> {
            load(net, w);
            return net.evaluate(batch, factors).meanLoss();
          };
      for (List<WeightLayout.Tensor> part : parts(c.space())) {
        float[] direction = new float[weights.length];
        for (WeightLayout.Tensor tensor : part) {
          for (int i = 0; i < tensor.length(); i++) {
            direction[tensor.offset() + i] = (float) random.nextGaussian();
          }
        }
        compare(part.toString(), ofWeights, weights, direction, gradients[0]);
      }
      load(net, weights);
      ToDoubleFunction<float[]> ofImages =
          x -> net.evaluate(new Batch(batch.shape(), x, batch.labels()), factors).meanLoss();
      float[] direction = SmallNets.normal(batch.images().length, 1, random);
      compare("images", ofImages, batch.images(), direction, gradients[1]);
      compareFactors(net, batch, factors, random);
    }
  }

  /** Each tensor of a single block; of many blocks, the tensors of each together. */
  private static Collection<List<WeightLayout.Tensor>> parts(Space space) {
    boolean single = space.choices().isEmpty();
    return new WeightLayout(space.network())
        .tensors().stream()
            .collect(
                Collectors.groupingBy(
                    t -> List.of(t.layer(), t.candidate(), single ? t.role() : "all")))
            .values();
  }

  /** Each condition's factors of all examples together. */
  private static void compareFactors(
      PortableSupernet net, Batch batch, float[][] factors, RandomGenerator random) {
    float[][] gradient = net.factorGradient(batch, factors).factorGradient();
    for (int condition = 0; condition < factors.length; condition++) {
      int c = condition;
      float[] row = factors[c];
      double[] analytic = new double[row.length];
      for (int example = 0; example < row.length; example++) {
        analytic[example] = gradient[c][example];
      }
      ToDoubleFunction<float[]> loss =
          values -> {
            float[][] moved = factors.clone();
            moved[c] = values;
            return net.evaluate(batch, moved).meanLoss();
          };
      compare("factor " + c, loss, row, SmallNets.normal(row.length, 1, random), analytic);
    }
  }

  /** The steps are rounded to floats, so the slope is taken along the steps really made. */
  private static void compare(
      String what,
      ToDoubleFunction<float[]> function,
      float[] at,
      float[] direction,
      double[] gradient) {
    float[] above = at.clone();
    float[] below = at.clone();
    double expected = 0;
    for (int i = 0; i < at.length; i++) {
      above[i] += STEP * direction[i];
      below[i] -= STEP * direction[i];
      expected += gradient[i] * ((double) above[i] - below[i]);
    }
    double slope = (function.applyAsDouble(above) - function.applyAsDouble(below)) / (2 * STEP);
    expected /= 2 * STEP;
    assertThat(expected).as(what).isCloseTo(slope, Offset.offset(1e-8 + 1e-6 * Math.abs(slope)));
  }

  private static void load(PortableSupernet net, float[] weights) {
    net.load(weights, new float[weights.length]);
  }
}

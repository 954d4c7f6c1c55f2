package org.fbnetspark.net.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.testing.SmallCells;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Central differences of cells, with one op alone on every edge, and all of them. In single
 * precision a slope stands out from rounding along the gradient alone: so each tensor is moved
 * along its own, and each factor by itself.
 */
class CellGradientsTest {

  private static final int BATCH = 16;
  private static final double STEP = 3e-4;

  /** Slopes below it drown in rounding. */
  private static final double SEEN = 0.02;

  static Stream<List<CellOp>> ops() {
    Stream<List<CellOp>> alone =
        CellOp.EIGHT.stream().filter(op -> op != CellOp.NONE).map(op -> List.of(CellOp.NONE, op));
    return Stream.concat(alone, Stream.of(CellOp.EIGHT));
  }

  private static Space space(List<CellOp> ops) {
    return new CellDefinition("cells", SmallCells.DEFINITION.macro(), 2, ops, 3, 4).space();
  }

  @ParameterizedTest
  @MethodSource("ops")
  void everyTensorOfASupernet(List<CellOp> ops) {
    tensors(space(ops));
  }

  /** Whose normalisations scale and shift. */
  @ParameterizedTest
  @MethodSource("ops")
  void everyTensorOfADerivedNetwork(List<CellOp> ops) {
    Space space = space(ops);
    int[] picks =
        space.choices().stream().mapToInt(choice -> choice.candidates().size() - 1).toArray();
    tensors(Space.of(space.at(picks)));
  }

  private static void tensors(Space space) {
    RandomGenerator random = new SplittableRandom(9);
    try (OneDnnSupernet net = new OneDnnSupernet(space.network(), BATCH)) {
      float[] weights = SmallNets.weights(space, random);
      float[] still = new float[weights.length];
      Batch batch = SmallNets.batch(space.network().input().shape(), BATCH, random);
      float[][] factors = SmallNets.factors(space, 1, random);
      net.load(weights, still);
      net.trainWeights(batch, factors, new SgdStep(0, 0, 0));
      float[] gradient = net.weightGradient();
      List<WeightLayout.Tensor> tensors = new WeightLayout(space.network()).tensors();
      int seen = 0;
      for (WeightLayout.Tensor tensor : tensors) {
        double norm = norm(gradient, tensor);
        if (norm > SEEN) {
          seen++;
          double[] loss = new double[2];
          for (int i = 0; i < 2; i++) {
            float[] moved = weights.clone();
            double step = (i == 0 ? -STEP : STEP) / norm;
            for (int j = tensor.offset(); j < tensor.offset() + tensor.length(); j++) {
              moved[j] += (float) (step * gradient[j]);
            }
            net.load(moved, still);
            loss[i] = net.evaluate(batch, factors).meanLoss();
          }
          assertThat((loss[1] - loss[0]) / (2 * STEP))
              .as("%s", tensor)
              .isCloseTo(norm, within(0.05 * norm + 1e-3));
        }
      }
      assertThat(seen).isGreaterThan(tensors.size() / 2);
    }
  }

  private static double norm(float[] gradient, WeightLayout.Tensor tensor) {
    double square = 0;
    for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
      square += (double) gradient[i] * gradient[i];
    }
    return Math.sqrt(square);
  }

  @ParameterizedTest
  @MethodSource("ops")
  void everyFactor(List<CellOp> ops) {
    Space space = space(ops);
    RandomGenerator random = new SplittableRandom(9);
    try (OneDnnSupernet net = new OneDnnSupernet(space.network(), BATCH)) {
      float[] weights = SmallNets.weights(space, random);
      net.load(weights, new float[weights.length]);
      Batch batch = SmallNets.batch(space.network().input().shape(), BATCH, random);
      float[][] factors = SmallNets.factors(space, 1, random);
      boolean[] all = new boolean[factors.length];
      Arrays.fill(all, true);
      float[][] gradient = net.factorGradient(batch, factors, all).factorGradient();
      double[] slopes = new double[factors.length];
      for (int i = 0; i < slopes.length; i++) {
        float at = factors[i][0];
        factors[i][0] = (float) (at + STEP);
        double above = net.evaluate(batch, factors).meanLoss();
        factors[i][0] = (float) (at - STEP);
        double below = net.evaluate(batch, factors).meanLoss();
        factors[i][0] = at;
        slopes[i] = (above - below) / (2 * STEP);
      }
      double largest = Arrays.stream(slopes).map(Math::abs).max().orElseThrow();
      assertThat(largest).isGreaterThan(SEEN);
      for (int i = 0; i < slopes.length; i++) {
        double margin = 0.05 * Math.abs(slopes[i]) + 0.02 * largest + 1e-3;
        assertThat((double) gradient[i][0]).as("factor %d", i).isCloseTo(slopes[i], within(margin));
      }
    }
  }
}

package org.fbnetspark.net.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.fused.OneDnnSupernet;
import org.fbnetspark.net.portable.PortableSupernet;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The fused engine in single precision against the portable one in double precision, by the norm of
 * the difference: single entries may differ where an activation is within rounding of zero.
 */
class EngineEqualityTest {

  private static final double TOLERANCE = 1e-4;
  private static final SgdStep GRADIENT_ONLY = new SgdStep(0, 0, 0);
  private static final SgdStep SGD = new SgdStep(0.01, 0.9, 1e-3);

  @BeforeAll
  static void engineIsThere() {
    assumeTrue(OneDnnSupernet.available(), "oneDNN does not load on this machine");
  }

  @ParameterizedTest
  @MethodSource("org.fbnetspark.net.engines.EngineCases#all")
  void enginesAgree(EngineCases.Case c) {
    RandomGenerator random = new SeedTree(21).child(c.toString()).generator();
    // Over more than twenty layers wide weights make too much of what is rounded.
    float[] weights =
        c.space().network().nodes().size() > 20
            ? SmallNets.weights(c.space(), random)
            : SmallNets.wideWeights(c.space(), random);
    float[] momentum = SmallNets.normal(weights.length, 0.1, random);
    float[][] factors = SmallNets.factors(c.space(), c.ownFactors() ? c.batch() : 1, random);
    Batch batch = SmallNets.batch(c.space().network().input().shape(), c.batch(), random);
    try (Supernet fast = new OneDnnSupernet(c.space().network(), c.batch());
        Supernet oracle = new PortableSupernet(c.space().network(), c.batch(), DataType.DOUBLE)) {
      for (Supernet net : List.of(fast, oracle)) {
        net.load(weights, momentum);
      }
      close("output", fast.output(batch.images(), factors), oracle.output(batch.images(), factors));
      StepResult fastTheta = fast.factorGradient(batch, factors);
      StepResult oracleTheta = oracle.factorGradient(batch, factors);
      close(fastTheta, oracleTheta);
      compareFactors(flat(fastTheta.factorGradient()), flat(oracleTheta.factorGradient()));
      close(fast.trainWeights(batch, factors, GRADIENT_ONLY), oracleTheta);
      oracle.trainWeights(batch, factors, GRADIENT_ONLY);
      compareState(c.space(), fast, oracle, "gradient of ");
      for (Supernet net : List.of(fast, oracle)) {
        net.load(weights, momentum);
      }
      for (int step = 0; step < 2; step++) {
        close(fast.trainWeights(batch, factors, SGD), oracle.trainWeights(batch, factors, SGD));
      }
      compareState(c.space(), fast, oracle, "momentum of ");
    }
  }

  private static void compareState(Space space, Supernet fast, Supernet oracle, String what) {
    int length = fast.weightCount();
    float[][] ours = {new float[length], new float[length]};
    float[][] theirs = {new float[length], new float[length]};
    fast.store(ours[0], ours[1]);
    oracle.store(theirs[0], theirs[1]);
    double scale = norm(theirs[1]) / Math.sqrt(length);
    for (WeightLayout.Tensor tensor : new WeightLayout(space.network()).tensors()) {
      int end = tensor.offset() + tensor.length();
      for (int i = 0; i < 2; i++) {
        float[] our = Arrays.copyOfRange(ours[i], tensor.offset(), end);
        float[] their = Arrays.copyOfRange(theirs[i], tensor.offset(), end);
        assertThat(norm(difference(our, their)))
            .as((i == 0 ? "" : what) + tensor)
            .isLessThanOrEqualTo(
                TOLERANCE * Math.max(norm(their), scale * Math.sqrt(tensor.length())));
      }
    }
  }

  private static void close(StepResult ours, StepResult theirs) {
    assertThat(ours.meanLoss())
        .isCloseTo(theirs.meanLoss(), Offset.offset(TOLERANCE * theirs.meanLoss()));
    assertThat(ours.correct()).isEqualTo(theirs.correct());
  }

  /** Where the network ignores the size of a factor its gradient is rounding alone. */
  private static void compareFactors(float[] ours, float[] theirs) {
    assertThat(ours).hasSameSizeAs(theirs);
    assertThat(norm(difference(ours, theirs)))
        .as("factors")
        .isLessThanOrEqualTo(TOLERANCE * Math.max(norm(theirs), 0.01));
  }

  private static void close(String what, float[] ours, float[] theirs) {
    assertThat(ours).hasSameSizeAs(theirs);
    assertThat(norm(difference(ours, theirs)))
        .as(what)
        .isLessThanOrEqualTo(TOLERANCE * norm(theirs));
  }

  private static float[] difference(float[] a, float[] b) {
    float[] difference = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return difference;
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static float[] flat(float[][] rows) {
    int length = Arrays.stream(rows).mapToInt(row -> row.length).sum();
    float[] flat = new float[length];
    int at = 0;
    for (float[] row : rows) {
      System.arraycopy(row, 0, flat, at, row.length);
      at += row.length;
    }
    return flat;
  }
}

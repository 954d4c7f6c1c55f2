package org.fbnetspark.net.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.data.Offset;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.fused.OneDnnSupernet;
import org.fbnetspark.net.portable.PortableSupernet;
import org.fbnetspark.testing.Layers;
import org.fbnetspark.testing.SmallNets;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Six steps of a small supernet, against the losses, gate gradients and weights that PyTorch gives
 * in double precision; {@code src/test/python/supernet_losses.py} wrote the file.
 */
class PyTorchLossesTest {

  private static final int BATCH = 4;
  private static final ImageShape IMAGE = new ImageShape(8, 8, 3);
  private static final SgdStep SGD = new SgdStep(0.05, 0.9, 1e-2);
  private static final Space SPACE = space();
  private static final Factors FACTORS = new Factors(SPACE.network());

  private static Space space() {
    List<Op> large = List.of(new MbConv(7, 3, 1), new MbConv(3, 6, 2, 2, true));
    ImageShape side4 = new ImageShape(4, 4, 6);
    return SmallNets.network(
        IMAGE,
        1,
        List.of(
            new ChainLayer("a", SmallNets.NINE, new Placement(new ImageShape(8, 8, 4), 6, 2)),
            new ChainLayer("b", SmallNets.NINE, new Placement(side4, 6, 1)),
            new ChainLayer("c", large, new Placement(side4, 8, 1))));
  }

  @Test
  void doublePrecisionAgrees() throws IOException {
    try (Supernet net = new PortableSupernet(SPACE.network(), BATCH, DataType.DOUBLE)) {
      compare(net, 1e-6);
    }
  }

  @Test
  void singlePrecisionAgrees() throws IOException {
    try (Supernet net = new PortableSupernet(SPACE.network(), BATCH)) {
      compare(net, 1e-4);
    }
  }

  @Test
  void fusedEngineAgrees() throws IOException {
    assumeTrue(OneDnnSupernet.available(), "oneDNN does not load on this machine");
    try (Supernet net = new OneDnnSupernet(SPACE.network(), BATCH)) {
      compare(net, 1e-4);
    }
  }

  private static void compare(Supernet net, double tolerance) throws IOException {
    Iterator<String> golden =
        Files.readAllLines(Path.of("src/test/resources/golden/supernet-losses-v1.txt")).iterator();
    WeightLayout layout = new WeightLayout(SPACE.network());
    float[] weights = weights(layout);
    float[] momentum = new float[weights.length];
    net.load(weights, momentum);
    for (int step = 0; step < 6; step++) {
      Batch batch = batch(step);
      Gates gates = gates(step % 2 == 1);
      StepResult theta = net.factorGradient(batch, FACTORS.of(gates));
      StepResult trained = net.trainWeights(batch, FACTORS.of(gates), SGD);
      double loss = next(golden, "loss " + step)[0];
      assertThat(theta.meanLoss()).isCloseTo(loss, Offset.offset(tolerance));
      assertThat(trained.meanLoss()).isCloseTo(loss, Offset.offset(tolerance));
      for (float[] row : FACTORS.gateGradient(theta.factorGradient(), gates)) {
        double[] expected = next(golden, "gates " + step);
        for (int i = 0; i < expected.length; i++) {
          assertThat((double) row[i])
              .as("gate %s at step %s", i, step)
              .isCloseTo(expected[i], Offset.offset(tolerance));
        }
      }
    }
    net.store(weights, momentum);
    for (WeightLayout.Tensor tensor : layout.tensors()) {
      double squares = 0;
      for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
        squares += (double) weights[i] * weights[i];
      }
      double norm = next(golden, "norm")[0];
      assertThat(Math.sqrt(squares))
          .as(tensor.toString())
          .isCloseTo(norm, Offset.offset(tolerance * (1 + norm)));
    }
    assertThat(golden).isExhausted();
  }

  private static double[] next(Iterator<String> golden, String key) {
    String line = golden.next();
    assertThat(line).startsWith(key + " ");
    return Arrays.stream(line.substring(key.length() + 1).split(" "))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static float[] weights(WeightLayout layout) {
    float[] weights = new float[layout.length()];
    for (WeightLayout.Tensor tensor : layout.tensors()) {
      double middle = tensor.init() == WeightLayout.Init.ONE ? 1 : 0;
      for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
        weights[i] = (float) (middle + 0.3 * Math.sin(0.37 * i * i + i));
      }
    }
    return weights;
  }

  private static Batch batch(int step) {
    float[] images = new float[BATCH * (int) IMAGE.elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) Math.sin(0.11 * i * i + i + step);
    }
    int[] labels = new int[BATCH];
    for (int n = 0; n < BATCH; n++) {
      labels[n] = (n + step) % SmallNets.CLASSES;
    }
    return new Batch(IMAGE, images, labels);
  }

  private static Gates gates(boolean own) {
    List<float[][]> rows = new ArrayList<>();
    for (ChainLayer choice : Layers.open(SPACE)) {
      float[][] ofChoice = new float[own ? BATCH : 1][choice.candidates().size()];
      for (int n = 0; n < ofChoice.length; n++) {
        for (int i = 0; i < ofChoice[n].length; i++) {
          ofChoice[n][i] = (float) (0.05 + (7 * rows.size() + 3 * i + 5 * n) % 10 / 10.0);
        }
      }
      rows.add(ofChoice);
    }
    return Gates.perExample(rows.toArray(float[][][]::new));
  }
}

package org.fbnetspark.net.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Holds the kernels to plain loops. */
class KernelsTest {

  private final RandomGenerator random = new SplittableRandom(3);
  private final OneDnn dnn = new OneDnn(1);

  @AfterEach
  void close() {
    dnn.close();
  }

  private NativeFloats normal(long length) {
    float[] values = new float[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    NativeFloats data = dnn.floats(length);
    data.put(values);
    return data;
  }

  @Test
  void productsOfTransposedBlocks() {
    NativeFloats a = normal(7 * 5);
    NativeFloats b = normal(7 * 9);
    NativeFloats c = normal(3 * 4);
    float[] before = c.toArray();
    Matrix left = Matrix.of(a, 7, 5).block(0, 1, 7, 3).transpose();
    Matrix right = Matrix.of(b, 7, 9).block(0, 5, 7, 4);
    dnn.multiply(left, right, 1f, Matrix.of(c, 3, 4));
    float[] after = c.toArray();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        double sum = before[i * 4 + j];
        for (int k = 0; k < 7; k++) {
          sum += a.toArray()[k * 5 + 1 + i] * b.toArray()[k * 9 + 5 + j];
        }
        assertThat((double) after[i * 4 + j]).isCloseTo(sum, within(1e-5));
      }
    }
  }

  @Test
  void sumsAndProducts() {
    NativeFloats a = normal(37);
    NativeFloats b = normal(37);
    NativeFloats factor = normal(1);
    NativeFloats target = dnn.floats(37);
    dnn.sum(new float[] {2f, -1f}, target, List.of(a, b)).run();
    float[] sum = target.toArray();
    dnn.productPlus(a, factor, b, target).run();
    float[] productPlus = target.toArray();
    dnn.addProduct(a, factor, target).run();
    float[] added = target.toArray();
    for (int i = 0; i < 37; i++) {
      double x = a.toArray()[i];
      double y = b.toArray()[i];
      double f = factor.toArray()[0];
      assertThat((double) sum[i]).isCloseTo(2 * x - y, within(1e-5));
      assertThat((double) productPlus[i]).isCloseTo(x * f + y, within(1e-5));
      assertThat((double) added[i]).isCloseTo(2 * x * f + y, within(1e-5));
    }
  }

  @Test
  void channelsOfEachExampleHaveTheirFactors() {
    NhwcShape shape = new NhwcShape(3, 2, 5, 16);
    NativeFloats a = normal(shape.elements());
    NativeFloats b = normal(shape.pooled().elements());
    NativeFloats c = normal(shape.elements());
    NativeFloats target = dnn.floats(shape.elements());
    dnn.channelProduct(shape, a, b, target).run();
    float[] products = target.toArray();
    float[] before = a.toArray();
    dnn.channelProductPlus(shape, a, b, c, a).run();
    float[] sums = a.toArray();
    for (int i = 0; i < products.length; i++) {
      int example = i / (2 * 5 * 16);
      double product = (double) before[i] * b.toArray()[example * 16 + i % 16];
      assertThat((double) products[i]).isCloseTo(product, within(1e-5));
      assertThat((double) sums[i]).isCloseTo(product + c.toArray()[i], within(1e-5));
    }
  }

  @Test
  void functionsAndTheirSlopes() {
    NativeFloats x = dnn.floats(200);
    float[] in = new float[200];
    for (int i = 0; i < in.length; i++) {
      in[i] = (i - 100.5f) / 15;
    }
    x.put(in);
    function(Elementwise.Function.RELU, x, v -> Math.max(0, v));
    function(Elementwise.Function.RELU6, x, v -> Math.min(6, Math.max(0, v)));
    function(Elementwise.Function.HARD_SIGMOID, x, KernelsTest::hardSigmoid);
    function(Elementwise.Function.HARD_SWISH, x, v -> v * hardSigmoid(v));
  }

  /** The gradient of ReLU6 is taken from what it gave. */
  @Test
  void cutsOffInPlace() {
    NativeFloats x = dnn.floats(3);
    NativeFloats gradient = dnn.floats(3);
    x.put(new float[] {-1, 5, 7});
    gradient.put(new float[] {2, 3, 4});
    Elementwise kernel = new Elementwise(dnn, Elementwise.Function.RELU6, x);
    kernel.forward(x).run();
    kernel.backward(gradient, gradient).run();
    assertThat(x.toArray()).containsExactly(0, 5, 6);
    assertThat(gradient.toArray()).containsExactly(0, 3, 0);
  }

  private static double hardSigmoid(double x) {
    return Math.min(6, Math.max(0, x + 3)) / 6;
  }

  private void function(
      Elementwise.Function function, NativeFloats x, DoubleUnaryOperator expected) {
    Elementwise kernel = new Elementwise(dnn, function, x);
    NativeFloats y = dnn.floats(x.length());
    kernel.forward(y).run();
    NativeFloats gradient = normal(x.length());
    float[] dy = gradient.toArray();
    kernel.backward(gradient, gradient).run();
    for (int i = 0; i < dy.length; i++) {
      double at = x.toArray()[i];
      double step = 1e-4;
      double slope =
          (expected.applyAsDouble(at + step) - expected.applyAsDouble(at - step)) / (2 * step);
      assertThat((double) y.toArray()[i]).isCloseTo(expected.applyAsDouble(at), within(1e-6));
      assertThat((double) gradient.toArray()[i]).isCloseTo(dy[i] * slope, within(1e-5));
    }
  }

  @Test
  void depthwiseWeightGradientsOfEveryForm() {
    for (int kernel : new int[] {1, 3, 5, 7}) {
      for (int stride : new int[] {1, 2}) {
        for (int height : new int[] {1, 2, 3, 4, 5, 8, 9}) {
          for (int width : new int[] {2, 5, 8}) {
            depthwiseWeightGradient(kernel, stride, new NhwcShape(3, height, width, 16));
          }
        }
      }
    }
  }

  private void depthwiseWeightGradient(int kernel, int stride, NhwcShape in) {
    Window window = Window.square(in, in.channels(), kernel, stride);
    NhwcShape out = window.output();
    NativeFloats x = normal(in.elements());
    NativeFloats dy = normal(out.elements());
    NativeFloats gradient = dnn.floats((long) kernel * kernel * in.channels());
    // What was there before must not be seen.
    NativeFloats room = normal(DepthwiseGradient.inputFloats(window));
    NativeFloats gradientRoom = normal(DepthwiseGradient.gradientFloats(window));
    DepthwiseGradient.Rooms rooms = new DepthwiseGradient.Rooms(room, gradientRoom);
    new DepthwiseGradient(dnn, window, x, dy, gradient, rooms).run();
    float[] expected = new float[kernel * kernel * in.channels()];
    float[] inputs = x.toArray();
    float[] outputs = dy.toArray();
    for (int at = 0; at < out.elements(); at++) {
      int channel = at % out.channels();
      int column = at / out.channels() % out.width();
      int row = at / out.channels() / out.width() % out.height();
      int example = at / out.channels() / out.width() / out.height();
      for (int tap = 0; tap < kernel * kernel; tap++) {
        int r = row * stride + tap / kernel - kernel / 2;
        int c = column * stride + tap % kernel - kernel / 2;
        if (r >= 0 && r < in.height() && c >= 0 && c < in.width()) {
          int from = ((example * in.height() + r) * in.width() + c) * in.channels() + channel;
          expected[tap * in.channels() + channel] += inputs[from] * outputs[at];
        }
      }
    }
    assertThat(gradient.toArray())
        .as("%s", window)
        .usingComparatorWithPrecision(1e-3f)
        .containsExactly(expected);
  }

  @Test
  void batchNormNormalisesAndGatesTheGradientByTheRelu() {
    NhwcShape shape = new NhwcShape(4, 2, 3, 5);
    NativeFloats x = normal(shape.elements());
    NativeFloats y = dnn.floats(shape.elements());
    Trainable affine = new Trainable(normal(10), dnn.floats(10), dnn.statistics(), 0);
    BatchNorm norm = new BatchNorm(dnn, shape, true, x, y, affine);
    norm.forward();
    float[] in = x.toArray();
    float[] outs = y.toArray();
    float[] affineValues = affine.value().toArray();
    for (int c = 0; c < 5; c++) {
      double mean = 0;
      double square = 0;
      for (int i = c; i < in.length; i += 5) {
        mean += in[i] / (in.length / 5.0);
        square += in[i] * (double) in[i] / (in.length / 5.0);
      }
      double deviation = Math.sqrt(square - mean * mean + 1e-5);
      for (int i = c; i < in.length; i += 5) {
        double normal = (in[i] - mean) / deviation * affineValues[c] + affineValues[5 + c];
        assertThat((double) outs[i]).isCloseTo(Math.max(0, normal), within(1e-4));
      }
    }
    NativeFloats dy = normal(shape.elements());
    float[] ones = dy.toArray();
    norm.backward(dy, dy).run();
    for (int c = 0; c < 5; c++) {
      double shift = 0;
      for (int i = c; i < in.length; i += 5) {
        shift += outs[i] > 0 ? ones[i] : 0;
      }
      assertThat((double) affine.gradient().toArray()[5 + c]).isCloseTo(shift, within(1e-4));
    }
  }

  @Test
  void viewsStayInside() {
    NativeFloats data = dnn.floats(4);
    assertThatThrownBy(() -> data.view(2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> data.put(new float[5])).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void threadsAreInForceAndBytesCounted() {
    assertThat(dnn.threads()).hasValueSatisfying(count -> assertThat(count).isEqualTo(1));
    long before = dnn.bytes();
    dnn.floats(1000);
    assertThat(dnn.bytes() - before).isBetween(4000L, 4200L);
  }
}

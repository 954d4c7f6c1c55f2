package org.fbnetspark.net.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the kernels of cells to plain loops. */
class CellKernelsTest {

  private final RandomGenerator random = new SplittableRandom(4);
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

  /** What is done with each place of each window that lies within the map. */
  private interface Place {
    void at(int out, int in, int tap);
  }

  private static void places(Window window, Place place) {
    NhwcShape in = window.input();
    NhwcShape out = window.output();
    int half = window.kernelHeight() / 2;
    for (int at = 0; at < out.elements(); at++) {
      int channel = at % out.channels();
      int column = at / out.channels() % out.width();
      int row = at / out.channels() / out.width() % out.height();
      int example = at / out.channels() / out.width() / out.height();
      for (int tap = 0; tap < window.taps(); tap++) {
        int r =
            row * window.strideHeight() + window.dilation() * (tap / window.kernelWidth() - half);
        int c =
            column * window.strideWidth() + window.dilation() * (tap % window.kernelWidth() - half);
        if (r >= 0 && r < in.height() && c >= 0 && c < in.width()) {
          int from = ((example * in.height() + r) * in.width() + c) * in.channels() + channel;
          place.at(at, from, tap);
        }
      }
    }
  }

  private static void close(NativeFloats found, float[] expected) {
    assertThat(found.toArray()).usingComparatorWithPrecision(1e-3f).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 6, 6, 8, 2",
    "3, 5, 7, 16, 2",
    "5, 8, 8, 16, 2",
    "5, 7, 5, 8, 2",
    "5, 1, 4, 16, 2",
    "3, 2, 2, 6, 2",
    "3, 6, 5, 16, 1",
    "5, 6, 6, 8, 1",
    "7, 5, 8, 16, 1"
  })
  void gradientsOfWindowsWithAndWithoutGaps(int kernel, int height, int width, int c, int gaps) {
    Window window = Window.square(new NhwcShape(3, height, width, c), c, kernel, 1, gaps);
    long elements = window.input().elements();
    NativeFloats x = normal(elements);
    NativeFloats dy = normal(elements);
    NativeFloats weights = normal((long) window.taps() * c);
    NativeFloats dx = normal(elements);
    float[] before = dx.toArray();
    float[] inputs = x.toArray();
    float[] outputs = dy.toArray();
    float[] taps = weights.toArray();
    float[] ofWeights = new float[taps.length];
    float[] ofInput = new float[inputs.length];
    float[] forward = new float[inputs.length];
    places(
        window,
        (out, in, tap) -> {
          forward[out] += inputs[in] * taps[tap * c + out % c];
          ofWeights[tap * c + out % c] += inputs[in] * outputs[out];
          ofInput[in] += taps[tap * c + out % c] * outputs[out];
        });
    Convolution convolution = new Convolution(dnn, window, true);
    NativeFloats y = dnn.floats(elements);
    convolution.forward(x, weights, y).run();
    close(y, forward);
    convolution.turnedDataGradient(dy, weights, dx, true).run();
    float[] added = before.clone();
    for (int i = 0; i < added.length; i++) {
      added[i] += ofInput[i];
    }
    close(dx, added);
    convolution.turnedDataGradient(dy, weights, dx, false).run();
    close(dx, ofInput);
    if (gaps == 2) {
      NativeFloats gradient = dnn.floats(taps.length);
      // What was there before must not be seen.
      Window part = PhasedGradient.part(window);
      DepthwiseGradient.Rooms ofPart =
          new DepthwiseGradient.Rooms(
              normal(DepthwiseGradient.inputFloats(part)),
              normal(DepthwiseGradient.gradientFloats(part)));
      long floats = part.input().elements();
      PhasedGradient.Rooms rooms = new PhasedGradient.Rooms(normal(floats), normal(floats), ofPart);
      new PhasedGradient(dnn, window, x, dy, gradient, rooms).run();
      close(gradient, ofWeights);
    }
  }

  @Test
  void whatFitsNoWindowIsRefused() {
    Window strided = Window.square(new NhwcShape(1, 4, 4, 8), 8, 3, 2);
    NativeFloats any = dnn.floats(256);
    assertThatThrownBy(
            () -> new Convolution(dnn, strided, true).turnedDataGradient(any, any, any, false))
        .hasMessageContaining("Not depthwise of stride 1");
    assertThatThrownBy(() -> PhasedGradient.part(strided))
        .hasMessageContaining("Not of stride 1 and dilation 2");
  }

  @ParameterizedTest
  @CsvSource({"1, 6, 6, 16", "1, 5, 3, 8", "2, 6, 6, 16", "2, 7, 5, 16", "2, 1, 2, 8"})
  void pooling(int stride, int height, int width, int channels) {
    Window window = Window.square(new NhwcShape(2, height, width, channels), channels, 3, stride);
    NativeFloats x = normal(window.input().elements());
    NativeFloats dy = normal(window.output().elements());
    float[] inputs = x.toArray();
    float[] outputs = dy.toArray();
    float[] largest = new float[outputs.length];
    Arrays.fill(largest, Float.NEGATIVE_INFINITY);
    int[] from = new int[outputs.length];
    float[] sums = new float[outputs.length];
    int[] counts = new int[outputs.length];
    places(
        window,
        (out, in, tap) -> {
          if (inputs[in] > largest[out]) {
            largest[out] = inputs[in];
            from[out] = in;
          }
          sums[out] += inputs[in];
          counts[out]++;
        });
    float[] toLargest = new float[inputs.length];
    float[] toAll = new float[inputs.length];
    for (int i = 0; i < outputs.length; i++) {
      toLargest[from[i]] += outputs[i];
      sums[i] /= counts[i];
    }
    places(window, (out, in, tap) -> toAll[in] += outputs[out] / counts[out]);
    pooling(Pooling.of(dnn, Pooling.Kind.MAX, window), x, dy, largest, toLargest);
    pooling(Pooling.of(dnn, Pooling.Kind.MEAN, window), x, dy, sums, toAll);
  }

  private void pooling(
      Pooling pooling, NativeFloats x, NativeFloats dy, float[] forward, float[] backward) {
    NativeFloats y = dnn.floats(dy.length());
    NativeFloats dx = normal(x.length());
    pooling.forward(x, y).run();
    close(y, forward);
    pooling.backward(dy, dx).run();
    close(dx, backward);
  }

  /** The windows of an auxiliary classifier, which overlap. */
  @Test
  void meansOfWindowsInside() {
    NhwcShape map = new NhwcShape(2, 8, 7, 16);
    NativeFloats x = normal(map.elements());
    NativeFloats y = dnn.floats(2L * 2 * 2 * 16);
    Pooling.inside(dnn, map, new NhwcShape(2, 2, 2, 16), 5, 5).forward(x, y).run();
    float[] inputs = x.toArray();
    float[] expected = new float[(int) y.length()];
    for (int i = 0; i < expected.length; i++) {
      int row = i / 32 % 2 * 3;
      int column = i / 16 % 2 * 2;
      for (int tap = 0; tap < 25; tap++) {
        int at = (i / 64 * 8 + row + tap / 5) * 7 + column + tap % 5;
        expected[i] += inputs[at * 16 + i % 16] / 25;
      }
    }
    close(y, expected);
  }

  @ParameterizedTest
  @CsvSource({"4, 6, 0, 0", "4, 6, 1, 1", "5, 3, 1, 0", "1, 5, 1, 1", "7, 7, 0, 1"})
  void everyOther(int height, int width, int firstRow, int firstColumn) {
    NhwcShape map = new NhwcShape(3, height, width, 4);
    NhwcShape half = EveryOther.half(map);
    NativeFloats large = normal(map.elements());
    NativeFloats small = dnn.floats(half.elements());
    float[] sources = large.toArray();
    float[] expected = new float[(int) half.elements()];
    float[] added = sources.clone();
    NativeFloats share = normal(half.elements());
    for (int i = 0; i < expected.length; i++) {
      int row = 2 * (i / 4 / half.width() % half.height()) + firstRow;
      int column = 2 * (i / 4 % half.width()) + firstColumn;
      int example = i / 4 / half.width() / half.height();
      if (row < height && column < width) {
        int at = ((example * height + row) * width + column) * 4 + i % 4;
        expected[i] = sources[at];
        added[at] += share.toArray()[i];
      }
    }
    EveryOther positions = new EveryOther(dnn, map, firstRow, firstColumn);
    positions.gather(large, small).run();
    close(small, expected);
    positions.addTo(share, large).run();
    close(large, added);
  }
}

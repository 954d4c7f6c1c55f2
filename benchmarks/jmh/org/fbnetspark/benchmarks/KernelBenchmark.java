package org.fbnetspark.benchmarks;

import java.util.concurrent.TimeUnit;
import org.fbnetspark.net.fused.kernel.BatchNorm;
import org.fbnetspark.net.fused.kernel.Convolution;
import org.fbnetspark.net.fused.kernel.DepthwiseGradient;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The kernels of one slab: batch 64, middle channels on a square map. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {

  /** Side of the map, channels of the slab, channels of the layer. */
  @Param({"16x32x16", "8x64x24", "4x256x32", "2x1024x112"})
  public String shape;

  /** Side of the depthwise window. */
  @Param({"3", "5"})
  public int kernel;

  private OneDnn dnn;
  private Matrix x;
  private Matrix weights;
  private Matrix expanded;
  private BatchNorm norm;
  private Kernel normGradient;
  private Kernel depthwise;
  private Kernel dataGradient;
  private Kernel weightGradient;

  /** Binds the kernels. */
  @Setup
  public void bind() {
    dnn = new OneDnn(1);
    String[] sides = shape.split("x");
    int side = Integer.parseInt(sides[0]);
    int channels = Integer.parseInt(sides[1]);
    int in = Integer.parseInt(sides[2]);
    NhwcShape middle = new NhwcShape(64, side, side, channels);
    x = Matrix.of(dnn.floats(middle.positions() * in), middle.positions(), in);
    weights = Matrix.of(dnn.floats((long) in * channels), in, channels);
    NativeFloats from = dnn.floats(middle.elements());
    NativeFloats to = dnn.floats(middle.elements());
    NativeFloats gradient = dnn.floats(middle.elements());
    expanded = Matrix.of(from, middle.positions(), channels);
    Trainable affine =
        new Trainable(
            dnn.floats(2L * channels), dnn.floats(2L * channels), dnn.floats(2L * channels));
    norm = new BatchNorm(dnn, middle, true, from, to, affine);
    normGradient = norm.backward(gradient, gradient);
    Window window = Window.square(middle, channels, Math.min(kernel, 2 * side - 1), 1);
    Convolution convolution = new Convolution(dnn, window, true);
    NativeFloats taps = dnn.floats((long) window.taps() * channels);
    depthwise = convolution.forward(from, taps, to);
    dataGradient = convolution.dataGradient(gradient, taps, to);
    weightGradient =
        new DepthwiseGradient(
            dnn, window, from, gradient, taps, (use, high) -> dnn.floats(high.elements()));
  }

  /** Frees the memory. */
  @TearDown
  public void free() {
    dnn.close();
  }

  /** Expansion. */
  @Benchmark
  public void expand() {
    dnn.multiply(x, weights, 0f, expanded);
  }

  /** Normalisation and ReLU. */
  @Benchmark
  public void normalise() {
    norm.forward();
  }

  /** Their gradient. */
  @Benchmark
  public void normaliseGradient() {
    normGradient.run();
  }

  /** Depthwise convolution. */
  @Benchmark
  public void depthwise() {
    depthwise.run();
  }

  /** Its gradient with respect to the input. */
  @Benchmark
  public void depthwiseDataGradient() {
    dataGradient.run();
  }

  /** Its gradient with respect to the weights. */
  @Benchmark
  public void depthwiseWeightGradient() {
    weightGradient.run();
  }
}

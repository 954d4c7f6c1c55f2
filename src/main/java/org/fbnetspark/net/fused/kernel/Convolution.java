package org.fbnetspark.net.fused.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * A convolution, full or depthwise, without bias. Weights lie as {@code [row][column][in][out]}, or
 * {@code [row][column][channel]} if depthwise, and are brought into the layout that the generated
 * code wants before each use.
 */
public final class Convolution {

  private final OneDnn dnn;
  private final Window window;
  private final boolean depthwise;
  private final memory.desc input;
  private final memory.desc output;
  private final memory.desc anyWeights;
  private final memory.desc plainWeights;
  private final convolution_forward.primitive_desc forward;

  /** Describes the convolution; the passes are bound one by one. */
  public Convolution(OneDnn dnn, Window window, boolean depthwise) {
    this.dnn = dnn;
    this.window = window;
    this.depthwise = depthwise;
    input = OneDnn.nhwc(window.input());
    output = OneDnn.nhwc(window.output());
    anyWeights = weights(memory.format_tag.any);
    plainWeights = weights(depthwise ? memory.format_tag.hwigo : memory.format_tag.hwio);
    forward = forward(dnn.defaults());
  }

  private convolution_forward.primitive_desc forward(primitive_attr attributes) {
    return new convolution_forward.primitive_desc(
        dnn.cpu(),
        prop_kind.forward_training,
        algorithm.convolution_direct,
        input,
        anyWeights,
        output,
        window.strides(),
        window.gaps(),
        window.paddingBefore(),
        window.paddingBehind(),
        attributes,
        false);
  }

  private memory.desc weights(memory.format_tag tag) {
    int out = window.outChannels();
    int rows = window.kernelHeight();
    int columns = window.kernelWidth();
    return depthwise
        ? OneDnn.tagged(tag, out, 1, 1, rows, columns)
        : OneDnn.tagged(tag, out, window.input().channels(), rows, columns);
  }

  /** The forward pass. */
  public Kernel forward(NativeFloats x, NativeFloats weights, NativeFloats y) {
    return forward(forward, x, weights, y);
  }

  private Kernel forward(
      convolution_forward.primitive_desc made,
      NativeFloats x,
      NativeFloats weights,
      NativeFloats y) {
    check("", made.impl_info_str().getString());
    NativeFloats packed = dnn.momentary(made.weights_desc());
    Kernel pack = dnn.reorder(plainWeights, weights, made.weights_desc(), packed);
    Kernel convolve =
        dnn.bind(new convolution_forward(made))
            .with(DNNL_ARG_SRC, input, x)
            .with(DNNL_ARG_WEIGHTS, made.weights_desc(), packed)
            .with(DNNL_ARG_DST, output, y);
    return () -> {
      pack.run();
      convolve.run();
    };
  }

  /**
   * The gradient with respect to the input of a depthwise convolution of stride 1, as the
   * convolution with the window turned around: oneDNN's own is slower, knows no gaps and cannot
   * add.
   *
   * @param added whether the gradient is added to {@code dx}, in place of set
   */
  public Kernel turnedDataGradient(
      NativeFloats dy, NativeFloats weights, NativeFloats dx, boolean added) {
    if (!depthwise || window.strideHeight() != 1 || window.strideWidth() != 1) {
      throw new IllegalArgumentException("Not depthwise of stride 1: " + window);
    }
    int channels = window.outChannels();
    float[] values = new float[window.taps() * channels];
    float[] reversed = new float[values.length];
    NativeFloats turned = dnn.passing(values.length);
    Kernel turn =
        () -> {
          weights.get(values);
          for (int tap = 0; tap < window.taps(); tap++) {
            int opposite = window.taps() - 1 - tap;
            System.arraycopy(values, tap * channels, reversed, opposite * channels, channels);
          }
          turned.put(reversed);
        };
    convolution_forward.primitive_desc made = added ? forward(OneDnn.adding()) : forward;
    return turn.then(forward(made, dy, turned, dx));
  }

  /** The gradient with respect to the input. */
  public Kernel dataGradient(NativeFloats dy, NativeFloats weights, NativeFloats dx) {
    convolution_backward_data.primitive_desc made =
        new convolution_backward_data.primitive_desc(
            dnn.cpu(),
            algorithm.convolution_direct,
            input,
            anyWeights,
            output,
            window.strides(),
            window.gaps(),
            window.paddingBefore(),
            window.paddingBehind(),
            forward,
            dnn.defaults(),
            false);
    check(" data gradient", made.impl_info_str().getString());
    NativeFloats packed = dnn.momentary(made.weights_desc());
    Kernel pack = dnn.reorder(plainWeights, weights, made.weights_desc(), packed);
    Kernel convolve =
        dnn.bind(new convolution_backward_data(made))
            .with(DNNL_ARG_DIFF_DST, output, dy)
            .with(DNNL_ARG_WEIGHTS, made.weights_desc(), packed)
            .with(DNNL_ARG_DIFF_SRC, input, dx);
    return () -> {
      pack.run();
      convolve.run();
    };
  }

  /** The gradient with respect to the weights. */
  public Kernel weightGradient(NativeFloats x, NativeFloats dy, NativeFloats gradient) {
    convolution_backward_weights.primitive_desc made = weightGradient();
    check(" weight gradient", made.impl_info_str().getString());
    NativeFloats packed = dnn.momentary(made.diff_weights_desc());
    Kernel convolve =
        dnn.bind(new convolution_backward_weights(made))
            .with(DNNL_ARG_SRC, input, x)
            .with(DNNL_ARG_DIFF_DST, output, dy)
            .with(DNNL_ARG_DIFF_WEIGHTS, made.diff_weights_desc(), packed);
    Kernel unpack = dnn.reorder(made.diff_weights_desc(), packed, plainWeights, gradient);
    return () -> {
      convolve.run();
      unpack.run();
    };
  }

  private convolution_backward_weights.primitive_desc weightGradient() {
    return new convolution_backward_weights.primitive_desc(
        dnn.cpu(),
        algorithm.convolution_direct,
        input,
        anyWeights,
        output,
        window.strides(),
        window.gaps(),
        window.paddingBefore(),
        window.paddingBehind(),
        forward,
        dnn.defaults(),
        false);
  }

  private void check(String pass, String implementation) {
    dnn.check((depthwise ? "depthwise convolution" : "convolution") + pass, implementation, window);
  }
}

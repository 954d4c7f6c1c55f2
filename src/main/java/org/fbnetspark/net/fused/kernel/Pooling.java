package org.fbnetspark.net.fused.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** The largest value or the mean of each window, of which places outside of the map are no part. */
public final class Pooling {

  /** What is taken of a window. */
  public enum Kind {
    /** The largest value; the derivative goes to the first one by rows. */
    MAX(algorithm.pooling_max),
    /** The mean. */
    MEAN(algorithm.pooling_avg_exclude_padding);

    private final algorithm pooling;

    Kind(algorithm pooling) {
      this.pooling = pooling;
    }
  }

  private final OneDnn dnn;
  private final Kind kind;
  private final NhwcShape shape;
  private final long[][] frame;
  private final memory.desc input;
  private final memory.desc output;
  private final memory.desc placesDesc;
  private final NativeFloats places;
  private final pooling_forward.primitive_desc forward;

  private Pooling(OneDnn dnn, Kind kind, NhwcShape shape, NhwcShape pooled, long[][] frame) {
    this.dnn = dnn;
    this.kind = kind;
    this.shape = shape;
    this.frame = frame;
    input = OneDnn.nhwc(shape);
    output = OneDnn.nhwc(pooled);
    forward =
        new pooling_forward.primitive_desc(
            dnn.cpu(),
            prop_kind.forward_training,
            kind.pooling,
            input,
            output,
            frame[0],
            frame[1],
            frame[2],
            frame[3],
            frame[4],
            dnn.defaults(),
            false);
    placesDesc = forward.workspace_desc();
    places = dnn.passing(placesDesc);
  }

  /** Of windows that the padding of half their size surrounds. */
  public static Pooling of(OneDnn dnn, Kind kind, Window window) {
    long[] kernel = {window.kernelHeight(), window.kernelWidth()};
    long[][] frame = {
      window.strides(), kernel, window.gaps(), window.paddingBefore(), window.paddingBehind()
    };
    return new Pooling(dnn, kind, window.input(), window.output(), frame);
  }

  /** The mean over all positions of each example and channel. */
  public static Pooling whole(OneDnn dnn, NhwcShape shape) {
    return inside(dnn, shape, shape.pooled(), shape.height(), shape.width());
  }

  /**
   * The means of windows within the map.
   *
   * @param pooled shape of what they leave, from the first window to the last
   */
  public static Pooling inside(
      OneDnn dnn, NhwcShape shape, NhwcShape pooled, int height, int width) {
    long[] none = {0, 0};
    long[] kernel = {height, width};
    long[] strides = {
      step(shape.height(), height, pooled.height()), step(shape.width(), width, pooled.width())
    };
    return new Pooling(
        dnn, Kind.MEAN, shape, pooled, new long[][] {strides, kernel, none, none, none});
  }

  private static long step(int side, int window, int windows) {
    return windows == 1 ? side : (side - window) / (windows - 1);
  }

  /** Fills {@code y}. */
  public Kernel forward(NativeFloats x, NativeFloats y) {
    dnn.check(kind + " pool", forward.impl_info_str().getString(), shape);
    return withPlaces(
        dnn.bind(new pooling_forward(forward))
            .with(DNNL_ARG_SRC, input, x)
            .with(DNNL_ARG_DST, output, y));
  }

  /** Fills {@code dx} after a forward pass. */
  public Kernel backward(NativeFloats dy, NativeFloats dx) {
    pooling_backward.primitive_desc made =
        new pooling_backward.primitive_desc(
            dnn.cpu(),
            kind.pooling,
            input,
            output,
            frame[0],
            frame[1],
            frame[2],
            frame[3],
            frame[4],
            forward,
            dnn.defaults(),
            false);
    dnn.check(kind + " pool gradient", made.impl_info_str().getString(), shape);
    return withPlaces(
        dnn.bind(new pooling_backward(made))
            .with(DNNL_ARG_DIFF_DST, output, dy)
            .with(DNNL_ARG_DIFF_SRC, input, dx));
  }

  private OneDnn.BoundPrimitive withPlaces(OneDnn.BoundPrimitive call) {
    return placesDesc.get_size() > 0 ? call.with(DNNL_ARG_WORKSPACE, placesDesc, places) : call;
  }
}

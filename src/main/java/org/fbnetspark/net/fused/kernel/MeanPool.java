package org.fbnetspark.net.fused.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** The mean over all positions of each example and channel. */
public final class MeanPool {

  private final OneDnn dnn;
  private final NhwcShape shape;
  private final memory.desc input;
  private final memory.desc output;
  private final pooling_forward.primitive_desc forward;
  private final long[] whole;
  private final long[] none = {0, 0};

  /** Pools tensors of a shape. */
  public MeanPool(OneDnn dnn, NhwcShape shape) {
    this.dnn = dnn;
    this.shape = shape;
    input = OneDnn.nhwc(shape);
    output = OneDnn.nhwc(shape.pooled());
    whole = new long[] {shape.height(), shape.width()};
    forward =
        new pooling_forward.primitive_desc(
            dnn.cpu(),
            prop_kind.forward_training,
            algorithm.pooling_avg_exclude_padding,
            input,
            output,
            whole,
            whole,
            none,
            none,
            none,
            dnn.defaults(),
            false);
  }

  /** Fills {@code y}, {@code [example][channel]}. */
  public Kernel forward(NativeFloats x, NativeFloats y) {
    dnn.check("mean pool", forward.impl_info_str().getString(), shape);
    return dnn.bind(new pooling_forward(forward))
        .with(DNNL_ARG_SRC, input, x)
        .with(DNNL_ARG_DST, output, y);
  }

  /** Spreads {@code dy} evenly. */
  public Kernel backward(NativeFloats dy, NativeFloats dx) {
    pooling_backward.primitive_desc made =
        new pooling_backward.primitive_desc(
            dnn.cpu(),
            algorithm.pooling_avg_exclude_padding,
            input,
            output,
            whole,
            whole,
            none,
            none,
            none,
            forward,
            dnn.defaults(),
            false);
    dnn.check("mean pool gradient", made.impl_info_str().getString(), shape);
    return dnn.bind(new pooling_backward(made))
        .with(DNNL_ARG_DIFF_DST, output, dy)
        .with(DNNL_ARG_DIFF_SRC, input, dx);
  }
}

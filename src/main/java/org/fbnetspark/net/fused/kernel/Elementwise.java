package org.fbnetspark.net.fused.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/** A function of each element alone. */
public final class Elementwise {

  /** Which function; oneDNN's own have two coefficients. */
  public enum Function {
    /** {@code max(x, 0)}. */
    RELU(dnnl.dnnl_eltwise_relu, 0f, 0f),
    /** {@code min(max(x, 0), 6)}; its gradient is the same where x is what it gave. */
    RELU6(dnnl.dnnl_eltwise_clip_v2, 0f, 6f),
    /** {@code relu6(x + 3) / 6}. */
    HARD_SIGMOID(dnnl.dnnl_eltwise_hardsigmoid, 1f / 6, 0.5f),
    /** {@code x * relu6(x + 3) / 6}. */
    HARD_SWISH(dnnl.dnnl_eltwise_hardswish, 1f / 6, 0.5f);

    private final int algorithm;
    private final float alpha;
    private final float beta;

    Function(int algorithm, float alpha, float beta) {
      this.algorithm = algorithm;
      this.alpha = alpha;
      this.beta = beta;
    }
  }

  private final OneDnn dnn;
  private final Function function;
  private final NativeFloats x;
  private final memory.desc data;
  private final eltwise_forward.primitive_desc forward;

  /** The function of {@code x}. */
  public Elementwise(OneDnn dnn, Function function, NativeFloats x) {
    this.dnn = dnn;
    this.function = function;
    this.x = x;
    data = OneDnn.vector(x.length());
    forward =
        new eltwise_forward.primitive_desc(
            dnn.cpu(),
            dnnl.dnnl_forward_training,
            function.algorithm,
            data,
            data,
            function.alpha,
            function.beta,
            dnn.defaults(),
            false);
  }

  /** Fills {@code y}, which may be {@code x}. */
  public Kernel forward(NativeFloats y) {
    dnn.check(function.toString(), forward.impl_info_str().getString(), x.length());
    return dnn.bind(new eltwise_forward(forward))
        .with(DNNL_ARG_SRC, data, x)
        .with(DNNL_ARG_DST, data, y);
  }

  /**
   * Fills {@code dx} while {@code x} is what it was in the forward pass.
   *
   * @param dy gradient with respect to the output
   * @param dx gradient with respect to {@code x}; may be {@code dy}
   */
  public Kernel backward(NativeFloats dy, NativeFloats dx) {
    eltwise_backward.primitive_desc made =
        new eltwise_backward.primitive_desc(
            dnn.cpu(),
            function.algorithm,
            data,
            data,
            data,
            function.alpha,
            function.beta,
            forward,
            dnn.defaults(),
            false);
    dnn.check(function + " gradient", made.impl_info_str().getString(), x.length());
    return dnn.bind(new eltwise_backward(made))
        .with(DNNL_ARG_SRC, data, x)
        .with(DNNL_ARG_DIFF_DST, data, dy)
        .with(DNNL_ARG_DIFF_SRC, data, dx);
  }
}

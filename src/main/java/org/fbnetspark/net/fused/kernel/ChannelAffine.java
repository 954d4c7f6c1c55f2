package org.fbnetspark.net.fused.kernel;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;

/** {@code y = function(x * scale + shift)}, with a scale and a shift for each channel. */
final class ChannelAffine {

  private final NativeFloats scale;
  private final NativeFloats shift;
  private final Kernel apply;

  /** Binds the function. */
  ChannelAffine(
      OneDnn dnn, NhwcShape shape, NativeFloats x, Elementwise.Function function, NativeFloats y) {
    scale = dnn.passing(shape.channels());
    shift = dnn.passing(shape.channels());
    memory.desc vector = OneDnn.nhwc(new NhwcShape(1, 1, 1, shape.channels()));
    post_ops after = new post_ops();
    after.append_binary(dnnl.algorithm.binary_add, vector);
    function.append(after);
    apply =
        dnn.product(OneDnn.nhwc(shape), x, vector, scale, y, OneDnn.attributes(after))
            .with(dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1, vector, shift);
  }

  /** Fills {@code y}. */
  void run(float[] scales, float[] shifts) {
    scale.put(scales);
    shift.put(shifts);
    apply.run();
  }
}

package org.fbnetspark.net.fused.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.fbnetspark.domain.train.PopulationStatistics;

/**
 * Batch normalisation, and a ReLU behind it if wanted:
 *
 * <pre>y = scale * (x - mean) / sqrt(variance + 1e-5) + shift</pre>
 *
 * mean and biased variance being taken over all positions of a channel in the batch (Ioffe and
 * Szegedy 2015), or, while {@link OneDnn#keepStatistics}, those that are there.
 */
public final class BatchNorm {

  private final OneDnn dnn;
  private final NhwcShape shape;
  private final boolean relu;
  private final NativeFloats x;
  private final NativeFloats y;
  private final Trainable affine;
  private final NativeFloats mean;
  private final NativeFloats variance;
  private final NativeFloats mask;
  private final memory.desc maskDesc;
  private final batch_normalization_backward.primitive_desc backward;
  private final Kernel forward;
  private Optional<Kernel> inference = Optional.empty();

  /**
   * Binds the forward pass.
   *
   * @param relu whether a ReLU follows
   * @param x {@code [positions][channels]}
   * @param y the same extent as {@code x}
   * @param affine {@code [scale of each channel, shift of each channel]}; its statistics are filled
   */
  public BatchNorm(
      OneDnn dnn, NhwcShape shape, boolean relu, NativeFloats x, NativeFloats y, Trainable affine) {
    this.dnn = dnn;
    this.shape = shape;
    this.relu = relu;
    this.x = x;
    this.y = y;
    this.affine = affine;
    int channels = shape.channels();
    NativeFloats statistics = affine.statistics().at(affine.place(), 2 * channels);
    mean = statistics.view(0, channels);
    variance = statistics.view(channels, channels);
    memory.desc data = OneDnn.nhwc(shape);
    memory.desc vector = OneDnn.vector(channels);
    int flags = flags();
    batch_normalization_forward.primitive_desc made =
        new batch_normalization_forward.primitive_desc(
            dnn.cpu(),
            dnnl.dnnl_forward_training,
            data,
            data,
            PopulationStatistics.EPSILON,
            flags,
            dnn.defaults(),
            false);
    backward =
        new batch_normalization_backward.primitive_desc(
            dnn.cpu(),
            dnnl.dnnl_backward,
            data,
            data,
            data,
            PopulationStatistics.EPSILON,
            flags,
            made,
            dnn.defaults(),
            false);
    dnn.check("batch normalisation", made.impl_info_str().getString(), shape);
    dnn.check("batch normalisation gradient", backward.impl_info_str().getString(), shape);
    OneDnn.BoundPrimitive call =
        dnn.bind(new batch_normalization_forward(made))
            .with(DNNL_ARG_SRC, data, x)
            .with(DNNL_ARG_DST, data, y)
            .with(DNNL_ARG_MEAN, vector, mean)
            .with(DNNL_ARG_VARIANCE, vector, variance)
            .with(DNNL_ARG_SCALE, vector, affine.value().view(0, channels))
            .with(DNNL_ARG_SHIFT, vector, affine.value().view(channels, channels));
    maskDesc = made.workspace_desc();
    mask = dnn.passing(maskDesc);
    forward = relu ? call.with(DNNL_ARG_WORKSPACE, maskDesc, mask) : call;
  }

  private int flags() {
    return dnnl.dnnl_use_scale | dnnl.dnnl_use_shift | (relu ? dnnl.dnnl_fuse_norm_relu : 0);
  }

  /** Normalises; with the statistics of the batch, remembers them for the backward pass. */
  public void forward() {
    if (dnn.keepsStatistics()) {
      again();
    } else {
      forward.run();
    }
  }

  /** Normalises by the statistics that are there: after a forward pass, gives what that gave. */
  public void again() {
    if (inference.isEmpty()) {
      inference = Optional.of(inference());
    }
    inference.get().run();
  }

  private Kernel inference() {
    int channels = shape.channels();
    memory.desc data = OneDnn.nhwc(shape);
    memory.desc vector = OneDnn.vector(channels);
    batch_normalization_forward.primitive_desc made =
        new batch_normalization_forward.primitive_desc(
            dnn.cpu(),
            dnnl.dnnl_forward_inference,
            data,
            data,
            PopulationStatistics.EPSILON,
            flags() | dnnl.dnnl_use_global_stats,
            dnn.defaults(),
            false);
    dnn.check("batch normalisation with kept statistics", made.impl_info_str().getString(), shape);
    return dnn.bind(new batch_normalization_forward(made))
        .with(DNNL_ARG_SRC, data, x)
        .with(DNNL_ARG_DST, data, y)
        .with(DNNL_ARG_MEAN, vector, mean)
        .with(DNNL_ARG_VARIANCE, vector, variance)
        .with(DNNL_ARG_SCALE, vector, affine.value().view(0, channels))
        .with(DNNL_ARG_SHIFT, vector, affine.value().view(channels, channels));
  }

  /**
   * The backward pass of the last forward pass: fills the gradient of scale and shift, and {@code
   * dx}.
   *
   * @param dy gradient with respect to the output
   * @param dx gradient with respect to the input; may be {@code dy}
   */
  public Kernel backward(NativeFloats dy, NativeFloats dx) {
    int channels = shape.channels();
    memory.desc data = OneDnn.nhwc(shape);
    memory.desc vector = OneDnn.vector(channels);
    OneDnn.BoundPrimitive call =
        dnn.bind(new batch_normalization_backward(backward))
            .with(DNNL_ARG_SRC, data, x)
            .with(DNNL_ARG_DIFF_DST, data, dy)
            .with(DNNL_ARG_DIFF_SRC, data, dx)
            .with(DNNL_ARG_MEAN, vector, mean)
            .with(DNNL_ARG_VARIANCE, vector, variance)
            .with(DNNL_ARG_SCALE, vector, affine.value().view(0, channels))
            .with(DNNL_ARG_DIFF_SCALE, vector, affine.gradient().view(0, channels))
            .with(DNNL_ARG_DIFF_SHIFT, vector, affine.gradient().view(channels, channels));
    return maskDesc.get_size() > 0 ? call.with(DNNL_ARG_WORKSPACE, maskDesc, mask) : call;
  }
}

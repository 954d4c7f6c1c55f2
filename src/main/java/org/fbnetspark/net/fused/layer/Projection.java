package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * The share of a candidate's last 1x1 convolution that comes from one slab. A grouped convolution
 * is a dense one with zeros: only the gradient of its diagonal blocks is formed. A mask of the
 * middle channels is multiplied into the weights, see {@link MaskedWeights}.
 */
final class Projection {

  /** A group's part of the weight gradient. */
  private record Group(Matrix input, Matrix outputGradient, Matrix weightGradient) {}

  private final OneDnn dnn;
  private final boolean first;
  private final Matrix x;
  private final Matrix y;
  private final Matrix dx;
  private final Matrix dy;
  private final Matrix weights;
  private final Matrix paddedWeights;
  private final Optional<MaskedWeights> masked;
  private final List<Group> groups = new ArrayList<>();

  /**
   * Binds the product.
   *
   * @param slab the slab's channels behind its depthwise convolutions
   * @param slabGradient their gradient
   * @param y the candidate's output before its normalisation
   * @param dy its gradient
   * @param mask of the block's middle channels, if it is multiplied here
   */
  Projection(
      Site site,
      SlabPlan.Segment segment,
      Matrix slab,
      Matrix slabGradient,
      Matrix y,
      Matrix dy,
      Optional<ChannelMask> mask) {
    dnn = site.dnn();
    first = segment.first() == 0;
    this.y = y;
    this.dy = dy;
    int length = segment.length();
    int padded = length + segment.padding();
    long out = y.columns();
    Trainable parameters = site.parameters().view(segment.projection(), padded * out);
    masked = mask.map(of -> new MaskedWeights(site, segment, of, parameters, (int) out));
    NativeFloats effective = masked.map(MaskedWeights::value).orElse(parameters.value());
    weights = Matrix.of(effective, length, out);
    paddedWeights = Matrix.of(effective, padded, out);
    x = slab.block(0, segment.channel(), slab.rows(), length);
    dx = slabGradient.block(0, segment.channel(), slab.rows(), padded);
    group(segment.groups(), masked.map(MaskedWeights::gradient).orElse(parameters.gradient()));
  }

  private void group(int count, NativeFloats gradient) {
    Matrix all = Matrix.of(gradient, weights.rows(), weights.columns());
    long in = weights.rows() / count;
    long out = weights.columns() / count;
    for (int g = 0; g < count; g++) {
      groups.add(
          new Group(
              x.block(0, g * in, x.rows(), in).transpose(),
              dy.block(0, g * out, dy.rows(), out),
              all.block(g * in, g * out, in, out)));
    }
  }

  void forward() {
    masked.ifPresent(MaskedWeights::forward);
    dnn.multiply(x, weights, first ? 0f : 1f, y);
  }

  void backward(boolean weightsToo) {
    dnn.multiply(dy, paddedWeights.transpose(), 0f, dx);
    if (weightsToo || masked.isPresent()) {
      for (Group group : groups) {
        dnn.multiply(group.input(), group.outputGradient(), 0f, group.weightGradient());
      }
    }
    masked.ifPresent(of -> of.backward(weightsToo));
  }
}

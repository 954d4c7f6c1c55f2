package org.fbnetspark.net.fused.layer;

import java.util.List;
import org.fbnetspark.domain.shape.Subsampling;
import org.fbnetspark.net.fused.kernel.InnerProduct;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Pixels;
import org.fbnetspark.net.fused.kernel.Trainable;

/** One pass of a layer at work. */
final class PassLayer {

  /** What a pass moves between its own maps and the layer's. */
  private record Moves(
      Kernel gather,
      Kernel leave,
      Kernel gatherGradient,
      Kernel leaveGradient,
      Kernel addParameterGradient) {}

  private final List<Integer> places;
  private final Layer layer;
  private final NativeFloats factor;
  private final InnerProduct slope;
  private final Kernel scaleGradient;
  private final Moves moves;

  private PassLayer(
      OneDnn dnn,
      PassesPlan.Part part,
      Layer layer,
      NativeFloats factor,
      Ports own,
      NativeFloats dy,
      Moves moves) {
    this.places = part.factors();
    this.layer = layer;
    this.factor = factor;
    this.moves = moves;
    slope = new InnerProduct(dnn, own.y(), dy);
    scaleGradient = dnn.product(dy, factor, own.dy());
  }

  void forward(float[][] factors) {
    factor.put(new float[] {sum(factors[0])});
    moves.gather().run();
    layer.forward(factors);
    moves.leave().run();
  }

  /**
   * Adds to the gradients of the layer's input and parameters, or sets them.
   *
   * @param gradient of the layer's row of factors, which is added to if that of the parameters is
   *     not wanted
   */
  void backward(float[][] factors, boolean weightsToo, float[] gradient) {
    factor.put(new float[] {sum(factors[0])});
    moves.gatherGradient().run();
    if (!weightsToo) {
      float found = (float) slope.of();
      for (int place : places) {
        gradient[place] += found;
      }
    }
    scaleGradient.run();
    float[][] inner = layer.backward(factors, weightsToo);
    moves.leaveGradient().run();
    if (weightsToo) {
      moves.addParameterGradient().run();
    } else if (inner.length > 0) {
      for (int i = 0; i < inner[0].length; i++) {
        gradient[i] += inner[0][i];
      }
    }
  }

  private float sum(float[] row) {
    float sum = 0;
    for (int place : places) {
      sum += row[place];
    }
    return sum;
  }

  /** Makes the passes of a layer for batches of a size. */
  record Maker(OneDnn dnn, int batch, Trainable parameters, Scratch scratch, Ports ports) {

    private static final Kernel NOTHING = () -> {};

    /** The pass of the largest maps, which sets what it fills. */
    PassLayer largest(PassesPlan.Part part) {
      NativeFloats y = dnn.floats(ports.y().length());
      NativeFloats dy = scratch.take(ScratchSizes.Use.PASS_OUTPUT, y.length());
      NativeFloats factor = dnn.floats(1);
      Ports own = new Ports(ports.x(), ports.dx(), y, dy);
      Kernel leave = dnn.product(y, factor, ports.y());
      Moves moves = new Moves(NOTHING, leave, NOTHING, NOTHING, NOTHING);
      Layer layer = part.plan().build(dnn, parameters, scratch, own);
      return new PassLayer(dnn, part, layer, factor, own, ports.dy(), moves);
    }

    /** A pass of smaller maps, which adds. Its normalisations have statistics of their own. */
    PassLayer smaller(PassesPlan.Part part) {
      NativeFloats factor = dnn.floats(1);
      NativeFloats one = dnn.floats(1);
      one.put(new float[] {1f});
      NativeFloats x = dnn.floats(part.plan().input().elements());
      NativeFloats y = dnn.floats(part.plan().output().elements());
      NativeFloats dy = scratch.take(ScratchSizes.Use.PASS_OUTPUT, y.length());
      NativeFloats dx = scratch.take(ScratchSizes.Use.PASS_INPUT, x.length());
      NativeFloats gradient =
          scratch.take(ScratchSizes.Use.PASS_PARAMETERS, parameters.gradient().length());
      Trainable shared = new Trainable(parameters.value(), gradient, dnn.statistics(), 0);
      Ports own = new Ports(x, ports.dx().map(wanted -> dx), y, dy);
      Pixels read = pixels(part.pass().reads().get(0));
      Pixels left = pixels(part.pass().leaves());
      boolean weighted = gradient.length() > 0;
      Kernel clear = gradient::clear;
      Moves moves =
          new Moves(
              read.gather(ports.x(), x),
              add(left, y, factor, ports.y()),
              left.gather(ports.dy(), dy).then(clear),
              ports.dx().map(target -> add(read, dx, one, target)).orElse(NOTHING),
              weighted ? dnn.addProduct(gradient, one, parameters.gradient()) : NOTHING);
      Layer layer = part.plan().build(dnn, shared, scratch, own);
      return new PassLayer(dnn, part, layer, factor, own, dy, moves);
    }

    /** {@code target += factor * scatter(from)}. */
    private Kernel add(Pixels pixels, NativeFloats from, NativeFloats factor, NativeFloats target) {
      NativeFloats spread = scratch.take(ScratchSizes.Use.PASS_MAPS, target.length());
      Kernel clear = spread::clear;
      return clear.then(pixels.scatter(from, spread)).then(dnn.addProduct(spread, factor, target));
    }

    private Pixels pixels(Subsampling subsampling) {
      return new Pixels(
          batch,
          subsampling.from().positions(),
          subsampling.sources(),
          subsampling.to().channels());
    }
  }
}

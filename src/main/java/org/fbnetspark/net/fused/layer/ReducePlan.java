package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.net.fused.kernel.EveryOther;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.Matrix;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * A factorized reduction behind its ReLU, up to its convolutions: even positions to one half of the
 * channels, odd ones to the other.
 */
final class ReducePlan implements LayerPlan {

  private static final List<String> HALVES = List.of("even.", "odd.");

  private final NhwcShape input;
  private final NhwcShape taken;
  private final int half;
  private final int[] weights = new int[HALVES.size()];
  private final Affine norm;
  private final int parameterCount;

  /** Lays the reduction out for batches of a size. */
  ReducePlan(FactorizedReduce op, Placement at, int batch) {
    input = NhwcShape.of(batch, at.input());
    taken = EveryOther.half(input);
    half = at.outChannels() / HALVES.size();
    ParameterRoom room = new ParameterRoom();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = room.take((long) input.channels() * half);
    }
    norm = Affine.in(room, at.outChannels(), op.affine());
    parameterCount = room.taken();
  }

  /** The normalisation of both halves. */
  Affine norm() {
    return norm;
  }

  @Override
  public NhwcShape input() {
    return input;
  }

  @Override
  public NhwcShape output() {
    return taken.withChannels(HALVES.size() * half);
  }

  @Override
  public int parameterCount() {
    return parameterCount;
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    int i = role.startsWith(HALVES.get(0)) ? 0 : 1;
    if (role.endsWith("gamma")) {
      return norm.gamma(i * half, half);
    } else if (role.endsWith("beta")) {
      return norm.beta(i * half, half);
    }
    return Weights.transposed(weights[i], input.channels(), half);
  }

  @Override
  public boolean adds() {
    return true;
  }

  @Override
  public long keptFloats() {
    return HALVES.size() * taken.elements();
  }

  @Override
  public void reserve(ScratchSizes sizes) {
    sizes.need(ScratchSizes.Use.INPUT_SHARE, taken.elements());
  }

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    List<Half> halves = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      halves.add(new Half(i, dnn, parameters, scratch, ports));
    }
    Kernel clear =
        ports.dx().filter(dx -> !ports.adds()).<Kernel>map(dx -> dx::clear).orElse(() -> {});
    return new Layer() {
      @Override
      public void forward(float[][] factors) {
        halves.forEach(Half::forward);
      }

      @Override
      public float[][] backward(float[][] factors, boolean weightsToo) {
        clear.run();
        halves.forEach(part -> part.backward(weightsToo));
        return new float[0][];
      }
    };
  }

  private final class Half {
    private final OneDnn dnn;
    private final Kernel gather;
    private final Kernel spread;
    private final Matrix x;
    private final Matrix dx;
    private final Matrix w;
    private final Matrix dw;
    private final Matrix y;
    private final Matrix dy;

    Half(int index, OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
      this.dnn = dnn;
      EveryOther positions = new EveryOther(dnn, input, index, index);
      NativeFloats values = dnn.floats(taken.elements());
      NativeFloats share = scratch.take(ScratchSizes.Use.INPUT_SHARE, taken.elements());
      gather = positions.gather(ports.x(), values);
      spread = ports.dx().map(target -> positions.addTo(share, target)).orElse(() -> {});
      x = Site.rows(values, taken);
      dx = Site.rows(share, taken);
      Trainable own = parameters.view(weights[index], (long) input.channels() * half);
      w = Matrix.of(own.value(), input.channels(), half);
      dw = Matrix.of(own.gradient(), input.channels(), half);
      y = part(ports.y(), index);
      dy = part(ports.dy(), index);
    }

    private Matrix part(NativeFloats whole, int index) {
      return Site.rows(whole, output()).block(0, (long) index * half, taken.positions(), half);
    }

    void forward() {
      gather.run();
      dnn.multiply(x, w, 0f, y);
    }

    void backward(boolean weightsToo) {
      if (weightsToo) {
        dnn.multiply(x.transpose(), dy, 0f, dw);
      }
      dnn.multiply(dy, w.transpose(), 0f, dx);
      spread.run();
    }
  }
}

package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.SeparableConv;
import org.fbnetspark.net.fused.kernel.EveryOther;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;
import org.fbnetspark.net.fused.kernel.Window;

/**
 * A separable convolution of a cell behind its first ReLU, up to its last 1x1 convolution. With a
 * stride and a dilation its window stands on every second position alone, so it is one of stride 1
 * without gaps on these.
 */
final class SeparablePlan implements LayerPlan {

  /**
   * Depthwise and 1x1 convolution.
   *
   * @param window of the depthwise convolution
   * @param depthwise place of {@code [row][column][channel]}
   * @param pointwise place of {@code [in][out]}
   * @param out channels that leave
   * @param norm of the normalisation behind it
   */
  record Unit(Window window, int depthwise, int pointwise, int out, Affine norm) {

    Trainable depthwise(Trainable parameters) {
      return parameters.view(depthwise, (long) window.taps() * window.outChannels());
    }

    Trainable pointwise(Trainable parameters) {
      return parameters.view(pointwise, (long) window.outChannels() * out);
    }

    NhwcShape output() {
      return window.output().withChannels(out);
    }
  }

  private final NhwcShape input;
  private final boolean sampled;
  private final List<Unit> units = new ArrayList<>();
  private final int parameterCount;

  /** Lays the convolution out for batches of a size. */
  SeparablePlan(SeparableConv op, Placement at, int batch) {
    input = NhwcShape.of(batch, at.input());
    sampled = op.dilated() && at.stride() == 2;
    ParameterRoom room = new ParameterRoom();
    NhwcShape entering = sampled ? EveryOther.half(input) : input;
    for (int i = 0; i < op.units(); i++) {
      int in = entering.channels();
      int out = op.leaving(i, at);
      Window window =
          Window.square(
              entering,
              in,
              op.kernel(),
              sampled ? 1 : op.stride(i, at),
              sampled ? 1 : op.dilation());
      int depthwise = room.take((long) window.taps() * in);
      int pointwise = room.take((long) in * out);
      units.add(new Unit(window, depthwise, pointwise, out, Affine.in(room, out, op.affine())));
      entering = window.output().withChannels(out);
    }
    parameterCount = room.taken();
  }

  /** The normalisation behind the last 1x1 convolution. */
  Affine norm() {
    return units.get(units.size() - 1).norm();
  }

  List<Unit> units() {
    return units;
  }

  /** Whether every second position is read alone. */
  boolean sampled() {
    return sampled;
  }

  @Override
  public NhwcShape input() {
    return input;
  }

  @Override
  public NhwcShape output() {
    return units.get(units.size() - 1).output();
  }

  @Override
  public int parameterCount() {
    return parameterCount;
  }

  @Override
  public IndexRuns positions(int candidate, String role) {
    String[] parts = role.split("\\.");
    Unit unit = units.get(parts[0].charAt(parts[0].length() - 1) - '0');
    if (role.endsWith("gamma")) {
      return unit.norm().gamma(0, unit.out());
    } else if (role.endsWith("beta")) {
      return unit.norm().beta(0, unit.out());
    }
    boolean depthwise = role.startsWith("depthwise");
    int in = unit.window().outChannels();
    return depthwise
        ? Weights.transposed(unit.depthwise(), unit.window().taps(), in)
        : Weights.transposed(unit.pointwise(), in, unit.out());
  }

  @Override
  public boolean adds() {
    return true;
  }

  @Override
  public long keptFloats() {
    long kept = sampled ? EveryOther.half(input).elements() : 0;
    for (Unit unit : units) {
      kept += unit.window().output().elements();
    }
    for (Unit unit : units.subList(1, units.size())) {
      kept += 2 * unit.window().input().elements();
    }
    return kept;
  }

  @Override
  public void reserve(ScratchSizes sizes) {
    sizes.need(ScratchSizes.Use.INPUT_SHARE, input.elements());
    for (Unit unit : units) {
      sizes.need(ScratchSizes.Use.FRONT, unit.window().output().elements());
      sizes.need(ScratchSizes.Use.BACK, unit.output().elements());
      if (unit.window().dilation() > 1) {
        sizes.needPhases(unit.window());
      } else {
        sizes.needWindow(ScratchSizes.Use.WINDOW_INPUT, unit.window());
      }
    }
  }

  @Override
  public Layer build(OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    return new SeparableLayer(this, dnn, parameters, scratch, ports);
  }
}

package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.net.fused.kernel.EveryOther;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/** Units of depthwise and 1x1 convolution, between them normalisation and ReLU. */
final class SeparableLayer implements Layer {

  private static final Kernel NOTHING = () -> {};

  private final List<SeparableUnit> units = new ArrayList<>();
  private final List<ActivatedNorm> norms = new ArrayList<>();
  private Kernel gather = NOTHING;
  private Kernel spread = NOTHING;

  SeparableLayer(
      SeparablePlan plan, OneDnn dnn, Trainable parameters, Scratch scratch, Ports ports) {
    Ports.Input input =
        plan.sampled() ? sampled(plan.input(), dnn, scratch, ports) : ports.inputs().get(0);
    int last = plan.units().size() - 1;
    for (int i = 0; i <= last; i++) {
      SeparablePlan.Unit unit = plan.units().get(i);
      NhwcShape shape = unit.output();
      NativeFloats y = i == last ? ports.y() : dnn.floats(shape.elements());
      NativeFloats dy =
          i == last ? ports.dy() : scratch.take(ScratchSizes.Use.BACK, shape.elements());
      Ports own = new Ports(List.of(input), y, dy);
      units.add(new SeparableUnit(unit, dnn, parameters, scratch, own));
      if (i < last) {
        NativeFloats activated = dnn.floats(shape.elements());
        Trainable affine = unit.norm().of(dnn, parameters);
        norms.add(new ActivatedNorm(dnn, shape, Activation.RELU, y, activated, dy, affine));
        input = new Ports.Input(activated, Optional.of(dy), false);
      }
    }
  }

  /** What stands at every second position, whose gradient is added to those positions. */
  private Ports.Input sampled(NhwcShape map, OneDnn dnn, Scratch scratch, Ports ports) {
    EveryOther positions = new EveryOther(dnn, map, 0, 0);
    long half = EveryOther.half(map).elements();
    NativeFloats taken = dnn.floats(half);
    gather = positions.gather(ports.x(), taken);
    NativeFloats share = scratch.take(ScratchSizes.Use.INPUT_SHARE, half);
    ports
        .dx()
        .ifPresent(
            dx -> {
              Kernel clear = ports.adds() ? NOTHING : dx::clear;
              spread = clear.then(positions.addTo(share, dx));
            });
    return new Ports.Input(taken, ports.dx().map(dx -> share), false);
  }

  @Override
  public void forward(float[][] factors) {
    gather.run();
    for (int i = 0; i < units.size(); i++) {
      units.get(i).forward();
      if (i < norms.size()) {
        norms.get(i).forward();
      }
    }
  }

  @Override
  public float[][] backward(float[][] factors, boolean weightsToo) {
    for (int i = units.size() - 1; i >= 0; i--) {
      if (i < norms.size()) {
        norms.get(i).backward();
      }
      units.get(i).backward(weightsToo);
    }
    spread.run();
    return new float[0][];
  }
}

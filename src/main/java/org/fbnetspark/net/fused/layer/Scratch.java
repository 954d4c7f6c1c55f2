package org.fbnetspark.net.fused.layer;

import java.util.EnumMap;
import java.util.Map;
import org.fbnetspark.net.fused.kernel.DepthwiseGradient;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.PhasedGradient;
import org.fbnetspark.net.fused.kernel.Window;

/** Buffers that the layers of a network use one after another. */
public final class Scratch {

  private final Map<ScratchSizes.Use, NativeFloats> buffers = new EnumMap<>(ScratchSizes.Use.class);

  /** Takes the memory. */
  public Scratch(OneDnn dnn, ScratchSizes sizes) {
    for (ScratchSizes.Use use : ScratchSizes.Use.values()) {
      buffers.put(use, dnn.floats(sizes.floats(use)));
    }
  }

  NativeFloats take(ScratchSizes.Use use, long length) {
    return buffers.get(use).view(0, length);
  }

  /**
   * What the gradient of a depthwise convolution's weights borrows.
   *
   * @param input where what is read may be copied to
   */
  DepthwiseGradient.Rooms rooms(ScratchSizes.Use input, Window window) {
    return new DepthwiseGradient.Rooms(
        take(input, DepthwiseGradient.inputFloats(window)),
        take(ScratchSizes.Use.WINDOW_GRADIENT, DepthwiseGradient.gradientFloats(window)));
  }

  /** The same of one whose window has gaps. */
  PhasedGradient.Rooms phases(Window window) {
    Window part = PhasedGradient.part(window);
    return new PhasedGradient.Rooms(
        take(ScratchSizes.Use.PHASES, part.input().elements()),
        take(ScratchSizes.Use.PHASES_GRADIENT, part.input().elements()),
        rooms(ScratchSizes.Use.WINDOW_INPUT, part));
  }
}

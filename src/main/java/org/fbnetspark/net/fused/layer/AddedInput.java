package org.fbnetspark.net.fused.layer;

import java.util.Optional;
import org.fbnetspark.net.fused.kernel.Kernel;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;

/**
 * A layer's input as a term of its sum. Where widths differ it is the first channels of the output
 * that have an input, with zeros behind them.
 */
final class AddedInput {

  private final NativeFloats value;
  private final Optional<NativeFloats> gradient;
  private final Kernel fit;
  private final Kernel spread;

  AddedInput(Site site) {
    NativeFloats x = site.ports().x();
    Optional<NativeFloats> dx = site.ports().dx();
    if (!site.plan().fitted()) {
      value = x;
      gradient = dx;
      fit = () -> {};
      spread = () -> {};
      return;
    }
    NhwcShape in = site.plan().input();
    NhwcShape out = site.plan().output();
    NhwcShape common = in.withChannels(Math.min(in.channels(), out.channels()));
    value = site.dnn().floats(out.elements());
    NativeFloats fitted = site.scratch().take(ScratchSizes.Use.FITTED, out.elements());
    gradient = dx.map(target -> fitted);
    fit = site.dnn().copy(common, x, in.strides(), value, out.strides());
    spread =
        dx.<Kernel>map(
                target -> {
                  Kernel copy =
                      site.dnn().copy(common, fitted, out.strides(), target, in.strides());
                  return () -> {
                    target.clear();
                    copy.run();
                  };
                })
            .orElse(() -> {});
  }

  /** The term before its factor. */
  NativeFloats value() {
    return value;
  }

  /** To be filled before the backward pass; empty where no gradient is wanted. */
  Optional<NativeFloats> gradient() {
    return gradient;
  }

  void forward() {
    fit.run();
  }

  /** Sets the gradient of the layer's input. */
  void backward() {
    spread.run();
  }
}

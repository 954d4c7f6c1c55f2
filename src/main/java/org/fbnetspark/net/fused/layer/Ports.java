package org.fbnetspark.net.fused.layer;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.net.fused.kernel.NativeFloats;

/**
 * The buffers that a layer shares with its neighbours.
 *
 * @param inputs what it reads, as {@link LayerPlan#reads} tells
 * @param y output
 * @param dy gradient with respect to the output
 */
public record Ports(List<Input> inputs, NativeFloats y, NativeFloats dy) {

  /**
   * Something that is read.
   *
   * @param x its values
   * @param dx gradient with respect to it; empty where none is wanted, as of images
   * @param adds whether others have filled that gradient before, so that a share is added
   */
  public record Input(NativeFloats x, Optional<NativeFloats> dx, boolean adds) {}

  /** Copies the list. */
  public Ports {
    inputs = List.copyOf(inputs);
  }

  /** Of a layer that alone reads one thing. */
  public Ports(NativeFloats x, Optional<NativeFloats> dx, NativeFloats y, NativeFloats dy) {
    this(List.of(new Input(x, dx, false)), y, dy);
  }

  /** Input of a layer that reads one thing. */
  public NativeFloats x() {
    return inputs.get(0).x();
  }

  /** The gradient with respect to it. */
  public Optional<NativeFloats> dx() {
    return inputs.get(0).dx();
  }

  /** Whether that gradient is added to. */
  boolean adds() {
    return inputs.get(0).adds();
  }
}

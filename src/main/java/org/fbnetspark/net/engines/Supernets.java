package org.fbnetspark.net.engines;

import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.fused.OneDnnSupernet;
import org.fbnetspark.net.portable.PortableSupernet;

/** Builds supernets on the engine that was asked for. */
public final class Supernets {

  private Supernets() {}

  /**
   * A supernet with all weights 0.
   *
   * @param batchSize examples in each batch that it will be given
   */
  public static Supernet create(LayerwiseSpace space, int batchSize, Engine engine) {
    return switch (engine) {
      case PORTABLE -> new PortableSupernet(space, batchSize);
      case ONEDNN -> new OneDnnSupernet(space, batchSize);
      case AUTO ->
          OneDnnSupernet.available()
              ? new OneDnnSupernet(space, batchSize)
              : new PortableSupernet(space, batchSize);
    };
  }

  /**
   * Bytes of native memory that a supernet takes, as the fused engine plans them; the portable
   * engine's need is of the same order.
   */
  public static long estimatedBytes(LayerwiseSpace space, int batchSize) {
    return OneDnnSupernet.estimatedBytes(space, batchSize);
  }
}

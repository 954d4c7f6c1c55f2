package org.fbnetspark.net.engines;

import org.fbnetspark.domain.network.Network;
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
  public static Supernet create(Network network, int batchSize, Engine engine) {
    return switch (engine) {
      case PORTABLE -> new PortableSupernet(network, batchSize);
      case ONEDNN -> new OneDnnSupernet(network, batchSize);
      case AUTO ->
          OneDnnSupernet.available()
              ? new OneDnnSupernet(network, batchSize)
              : new PortableSupernet(network, batchSize);
    };
  }

  /**
   * Bytes of native memory that a supernet takes, as the fused engine plans them; the portable
   * engine's need is of the same order.
   */
  public static long estimatedBytes(Network network, int batchSize) {
    return OneDnnSupernet.estimatedBytes(network, batchSize);
  }
}

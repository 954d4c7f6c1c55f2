package org.fbnetspark.net.engines;

import java.util.Optional;
import org.fbnetspark.domain.network.Execution;
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
   * @throws IllegalArgumentException where there is a {@link #refusal}
   */
  public static Supernet create(
      Network network, int batchSize, Execution execution, Engine engine) {
    return switch (engine) {
      case PORTABLE -> new PortableSupernet(network, batchSize, execution);
      case ONEDNN -> new OneDnnSupernet(network, batchSize, execution);
      case AUTO ->
          fused(network)
              ? new OneDnnSupernet(network, batchSize, execution)
              : new PortableSupernet(network, batchSize, execution);
    };
  }

  /** One that computes all of its parts. */
  public static Supernet create(Network network, int batchSize, Engine engine) {
    return create(network, batchSize, Execution.MIXED, engine);
  }

  /** Why the engine does not run a network, and what to do; empty where it does. */
  public static Optional<String> refusal(Network network, Engine engine) {
    return switch (engine) {
      case PORTABLE -> PortableSupernet.refusal(network);
      case ONEDNN ->
          OneDnnSupernet.refusal(network)
              .map(reason -> PortableSupernet.refusal(network).orElse(reason));
      case AUTO -> fused(network) ? Optional.empty() : PortableSupernet.refusal(network);
    };
  }

  /** Whether all examples of a batch must share their factors, where oneDNN's natives load. */
  public static boolean sharesFactors(Network network, Engine engine) {
    return engine != Engine.PORTABLE
        && network.masked()
        && OneDnnSupernet.refusal(network).isEmpty();
  }

  private static boolean fused(Network network) {
    return OneDnnSupernet.available() && OneDnnSupernet.refusal(network).isEmpty();
  }

  /**
   * Bytes of native memory that a supernet takes, as the fused engine plans them; the portable
   * engine's need is of the same order.
   */
  public static long estimatedBytes(Network network, int batchSize, Execution execution) {
    return OneDnnSupernet.estimatedBytes(network, batchSize, execution);
  }

  /** The same of a supernet that computes all of its parts. */
  public static long estimatedBytes(Network network, int batchSize) {
    return estimatedBytes(network, batchSize, Execution.MIXED);
  }
}

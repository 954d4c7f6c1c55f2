package org.fbnetspark.executor;

import java.io.Serializable;
import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.engines.Supernets;

/**
 * Which supernet a slot holds. Runs that agree in it share nets.
 *
 * @param network what it holds
 * @param batch examples of each batch
 * @param execution which of its parts are computed
 * @param engine who computes it
 */
public record NetKey(Network network, int batch, Execution execution, Engine engine)
    implements Serializable {

  /** A net that computes all of its parts. */
  public NetKey(Network network, int batch, Engine engine) {
    this(network, batch, Execution.MIXED, engine);
  }

  /** Bytes of native memory that it takes, see {@link Supernets#estimatedBytes}. */
  public long estimatedBytes() {
    return Supernets.estimatedBytes(network, batch, execution);
  }
}

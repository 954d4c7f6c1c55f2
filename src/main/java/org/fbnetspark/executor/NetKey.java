package org.fbnetspark.executor;

import java.io.Serializable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.net.Engine;

/**
 * Which supernet a slot holds. Runs that agree in it share nets.
 *
 * @param network what it holds
 * @param batch examples of each batch
 * @param engine who computes it
 */
public record NetKey(Network network, int batch, Engine engine) implements Serializable {}

package org.fbnetspark.executor;

import java.io.Serializable;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.net.Engine;

/**
 * Which supernet a slot holds.
 *
 * @param run unique name of the run; nets of another run are closed
 * @param space what it can choose from
 * @param batch examples of each batch
 * @param engine who computes it
 */
public record NetKey(String run, LayerwiseSpace space, int batch, Engine engine)
    implements Serializable {}

package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.profile.Protocol;
import org.fbnetspark.profile.RuntimeSettings;

/**
 * What every host needs to measure.
 *
 * @param runtime what networks are run on
 * @param protocol how they are timed
 * @param seeds decide the order
 * @param networks what each host measures, by its name; a host that is not named measures nothing
 */
public record ProfileRound(
    RuntimeSettings runtime,
    Protocol protocol,
    SeedTree seeds,
    SortedMap<String, List<Network>> networks)
    implements Serializable {

  /** Copies the map and its lists. */
  public ProfileRound {
    TreeMap<String, List<Network>> copy = new TreeMap<>();
    networks.forEach((host, list) -> copy.put(host, List.copyOf(list)));
    networks = Collections.unmodifiableSortedMap(copy);
  }
}

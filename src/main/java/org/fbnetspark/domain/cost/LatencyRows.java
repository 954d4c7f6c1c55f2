package org.fbnetspark.domain.cost;

import java.util.LinkedHashSet;
import java.util.Set;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.SpaceBlocks;

/**
 * Where the times of a space come from.
 *
 * @param needed different rows that the blocks of the space have, and that of the runtime's call
 * @param interpolated those that the table has no row for, but tells from between the rows of a
 *     grid
 */
public record LatencyRows(int needed, int interpolated) {

  /** Rejects more interpolated rows than there are. */
  public LatencyRows {
    if (interpolated < 0 || interpolated > needed) {
      throw new IllegalArgumentException(
          "At most " + needed + " rows can be interpolated, but were " + interpolated);
    }
  }

  /** Rows of a space, whether the table interpolates or not. */
  public static LatencyRows of(Space space, LatencyTable table) {
    Set<LatencyKey> needed = new LinkedHashSet<>();
    Set<LatencyKey> interpolated = new LinkedHashSet<>();
    needed.add(LatencyKey.OVERHEAD);
    for (Block block : new SpaceBlocks(space).all()) {
      LatencyKey key = LatencyKey.of(block.op(), block.placement());
      needed.add(key);
      boolean measured =
          table.rows().containsKey(key) || table.rows().containsKey(key.at(block.name()));
      if (!measured && table.between(key).isPresent()) {
        interpolated.add(key);
      }
    }
    return new LatencyRows(needed.size(), interpolated.size());
  }
}

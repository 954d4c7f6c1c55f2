package org.fbnetspark.profile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.SpaceBlocks;

/**
 * A row to measure.
 *
 * @param key of the row
 * @param network what is run for it
 */
public record ProfileEntry(LatencyKey key, Network network) implements Serializable {

  /** One op at its place. */
  public static ProfileEntry of(Op op, Placement at) {
    Block block = new Block(op.code(), op, at);
    return new ProfileEntry(
        LatencyKey.of(op, at), Network.chain(op.code(), at.input(), List.of(block)));
  }

  /**
   * The row of a key of its own op, not of a pool and a classifier as one.
   *
   * @throws IllegalArgumentException where no op has its code
   */
  public static ProfileEntry of(LatencyKey key) {
    Op op =
        OpCode.parse(key.op())
            .orElseThrow(() -> new IllegalArgumentException(OpCode.unknown(key.op())));
    return of(op, new Placement(key.input(), key.outChannels(), key.stride()));
  }

  /** The network that computes nothing. */
  public static ProfileEntry overhead() {
    LatencyKey key = LatencyKey.OVERHEAD;
    return new ProfileEntry(key, of(new Skip(), new Placement(key.input(), 1, 1)).network());
  }

  /**
   * Every row that a space needs, each once: the overhead, then the blocks of every node in order,
   * stem, last convolution, pool and classifier among them.
   */
  public static List<ProfileEntry> of(Space space) {
    Map<LatencyKey, ProfileEntry> entries = new LinkedHashMap<>();
    entries.put(LatencyKey.OVERHEAD, overhead());
    for (Block block : new SpaceBlocks(space).all()) {
      ProfileEntry entry = of(block.op(), block.placement());
      entries.putIfAbsent(entry.key(), entry);
    }
    return new ArrayList<>(entries.values());
  }
}

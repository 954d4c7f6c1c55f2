package org.fbnetspark.profile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.network.Architecture;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;

/**
 * A row to measure.
 *
 * @param key of the row
 * @param network what is run for it
 */
public record ProfileEntry(LatencyKey key, Architecture network) implements Serializable {

  /** One op at its place. */
  public static ProfileEntry of(Op op, Placement at) {
    Architecture.Layer layer = new Architecture.Layer(op.code(), op, at);
    return new ProfileEntry(
        LatencyKey.of(op, at), new Architecture(op.code(), at.input(), List.of(layer)));
  }

  /** The network that computes nothing. */
  public static ProfileEntry overhead() {
    LatencyKey key = LatencyKey.OVERHEAD;
    return new ProfileEntry(key, of(new Skip(), new Placement(key.input(), 1, 1)).network());
  }

  /**
   * Every row that a space needs, each once: the overhead, then the candidates of every layer in
   * order, stem, last convolution, pool and classifier among them.
   */
  public static List<ProfileEntry> of(LayerwiseSpace space) {
    Map<LatencyKey, ProfileEntry> entries = new LinkedHashMap<>();
    entries.put(LatencyKey.OVERHEAD, overhead());
    for (Choice layer : space.layers()) {
      for (Op op : layer.candidates()) {
        ProfileEntry entry = of(op, layer.placement());
        entries.putIfAbsent(entry.key(), entry);
      }
    }
    return new ArrayList<>(entries.values());
  }
}

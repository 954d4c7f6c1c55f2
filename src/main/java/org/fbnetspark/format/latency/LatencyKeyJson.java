package org.fbnetspark.format.latency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;

/**
 * The fields of a latency table's key: {@code op}, {@code input}, {@code outChannels}, {@code
 * stride}, and {@code layer} where it is for one alone.
 */
public final class LatencyKeyJson {

  private LatencyKeyJson() {}

  public static void write(ObjectNode node, LatencyKey key) {
    node.put("op", key.op());
    Json.shape(node, "input", key.input());
    node.put("outChannels", key.outChannels());
    node.put("stride", key.stride());
    key.layer().ifPresent(layer -> node.put("layer", layer));
  }

  static LatencyKey read(JsonFields fields) throws FormatException {
    return new LatencyKey(
        fields.text("op"),
        fields.shape("input"),
        (int) fields.whole("outChannels", 1, 1_000_000),
        (int) fields.whole("stride", 1, 16),
        fields.has("layer") ? fields.text("layer") : "");
  }
}

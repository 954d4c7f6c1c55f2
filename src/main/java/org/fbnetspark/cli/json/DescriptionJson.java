package org.fbnetspark.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Architecture;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.format.json.Json;

/**
 * Networks and spaces as a JSON document for other programs.
 *
 * <p>A network has {@code kind} ("architecture"), {@code name}, {@code input} (height, width,
 * channels), {@code classes}, {@code macs}, {@code parameters}, {@code layers}, each with {@code
 * name}, {@code op}, {@code input}, {@code output}, {@code stride}, {@code macs}, {@code
 * parameters}. A space has {@code kind} ("space"), {@code size} and {@code choices} besides; its
 * {@code macs} and {@code parameters} are those of all candidates together, {@code minMacs}, {@code
 * meanMacs}, {@code maxMacs} and the same for parameters are over its architectures, and each layer
 * has {@code candidates} in place of one op. With a latency table come {@code latencyDevice},
 * {@code latencyMillis} (for spaces {@code minLatencyMillis} and so on) and {@code latencyMicros}
 * where a row exists.
 */
public final class DescriptionJson {

  private DescriptionJson() {}

  /** A network. */
  public static String of(Architecture architecture, Optional<LatencyTable> latencies) {
    LayerwiseSpace chain = architecture.asSpace();
    ObjectNode document = head("architecture", chain);
    document.put("macs", architecture.macs());
    document.put("parameters", architecture.parameters());
    latencies.ifPresent(
        table -> {
          document.put("latencyDevice", table.setting().device());
          document.put("latencyMillis", CostTable.latency(chain, table).of() / 1_000);
        });
    ArrayNode layers = document.putArray("layers");
    for (Architecture.Layer layer : architecture.layers()) {
      Choice place = Choice.fixed(layer.name(), layer.op(), layer.placement());
      cost(layer(layers, place), place, layer.op(), latencies);
    }
    return Json.pretty(document);
  }

  /** A space. */
  public static String of(LayerwiseSpace space, Optional<LatencyTable> latencies) {
    ObjectNode document = head("space", space);
    document.put("size", space.size());
    document.put("choices", space.choices().size());
    long macs = 0;
    long parameters = 0;
    ArrayNode layers = JsonNodeFactory.instance.arrayNode();
    for (Choice layer : space.layers()) {
      ArrayNode candidates = layer(layers, layer).putArray("candidates");
      for (Op op : layer.candidates()) {
        cost(candidates.addObject(), layer, op, latencies);
        macs += op.macs(layer.placement());
        parameters += op.parameters(layer.placement());
      }
    }
    document.put("macs", macs);
    document.put("parameters", parameters);
    spread(document, "Macs", CostTable.macs(space));
    spread(document, "Parameters", CostTable.parameters(space));
    latencies.ifPresent(
        table -> {
          document.put("latencyDevice", table.setting().device());
          spread(document, "LatencyMillis", CostTable.latency(space, table));
        });
    document.set("layers", layers);
    return Json.pretty(document);
  }

  private static ObjectNode head(String kind, LayerwiseSpace chain) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("kind", kind);
    document.put("name", chain.name());
    Json.shape(document, "input", chain.input());
    document.put("classes", chain.classes());
    return document;
  }

  private static ObjectNode layer(ArrayNode layers, Choice layer) {
    Placement at = layer.placement();
    ObjectNode node = layers.addObject();
    node.put("name", layer.name());
    Json.shape(node, "input", at.input());
    Json.shape(node, "output", layer.candidates().get(0).output(at));
    node.put("stride", at.stride());
    return node;
  }

  private static void cost(ObjectNode node, Choice layer, Op op, Optional<LatencyTable> latencies) {
    node.put("op", op.code());
    node.put("macs", op.macs(layer.placement()));
    node.put("parameters", op.parameters(layer.placement()));
    latencies.ifPresent(
        table ->
            table
                .micros(layer.name(), op, layer.placement())
                .ifPresent(micros -> node.put("latencyMicros", micros)));
  }

  private static void spread(ObjectNode node, String name, CostTable costs) {
    if (costs.kind() == CostKind.LATENCY) {
      node.put("min" + name, costs.cheapest() / 1_000);
      node.put("mean" + name, costs.mean() / 1_000);
      node.put("max" + name, costs.dearest() / 1_000);
    } else {
      node.put("min" + name, Math.round(costs.cheapest()));
      node.put("mean" + name, costs.mean());
      node.put("max" + name, Math.round(costs.dearest()));
    }
  }
}

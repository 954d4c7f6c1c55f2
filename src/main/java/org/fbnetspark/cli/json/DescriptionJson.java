package org.fbnetspark.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.KeptEdges;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Genotype;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.format.json.Json;

/**
 * Networks and spaces as a JSON document for other programs.
 *
 * <p>A network has {@code kind} ("architecture"), {@code name}, {@code input} (height, width,
 * channels), {@code classes}, {@code macs}, {@code parameters}, {@code trained} (all values that
 * training changes, those of biases and normalisations among them), {@code genotype} (of a network
 * of cells, in the notation of DARTS), {@code layers}, each with {@code name}, {@code op}, {@code
 * input}, {@code output}, {@code stride}, {@code macs}, {@code parameters}. A space has {@code
 * kind} ("space"), {@code size} and {@code choices} besides; its {@code macs}, {@code parameters}
 * and {@code trained} are those of all candidates together, {@code minMacs}, {@code meanMacs},
 * {@code maxMacs} and the same for parameters are over its architectures, and each layer has {@code
 * candidates} in place of one op, where input and widths are the largest. With a latency table come
 * {@code latencyDevice}, {@code latencyMillis} (for spaces {@code minLatencyMillis} and so on) and
 * {@code latencyMicros} where a row exists.
 */
public final class DescriptionJson {

  private DescriptionJson() {}

  /** A network. */
  public static String of(Network architecture, Optional<LatencyTable> latencies) {
    ObjectNode document = head("architecture", architecture);
    document.put("macs", architecture.macs());
    document.put("parameters", architecture.parameters());
    document.put("trained", new WeightLayout(architecture).length());
    Genotype.of(architecture).ifPresent(cells -> document.put("genotype", cells.text()));
    latencies.ifPresent(
        table -> {
          document.put("latencyDevice", table.setting().device());
          document.put(
              "latencyMillis", CostTable.latency(Space.of(architecture), table).of() / 1_000);
        });
    ArrayNode layers = document.putArray("layers");
    for (Block block : architecture.blocks()) {
      cost(layer(layers, block, block.op().output(block.placement())), block, latencies);
    }
    return Json.pretty(document);
  }

  /** A space. */
  public static String of(Space space, Optional<LatencyTable> latencies) {
    ObjectNode document = head("space", space.network());
    document.put("size", space.size());
    document.put("choices", space.choices().size());
    Network network = space.network();
    ArrayNode layers = JsonNodeFactory.instance.arrayNode();
    List<ImageShape> outputs = network.shapes();
    for (List<Block> blocks : network.blocksByNode()) {
      ImageShape output = outputs.get(layers.size());
      ArrayNode candidates = layer(layers, blocks.get(0), output).putArray("candidates");
      blocks.forEach(block -> cost(candidates.addObject(), block, latencies));
    }
    document.put("macs", network.macs());
    document.put("parameters", network.parameters());
    document.put("trained", new WeightLayout(network).length());
    Space priced = space.priced();
    spread(document, "Macs", KeptEdges.derivable(space, CostTable.macs(priced)));
    spread(document, "Parameters", KeptEdges.derivable(space, CostTable.parameters(priced)));
    latencies.ifPresent(
        table -> {
          document.put("latencyDevice", table.setting().device());
          spread(
              document,
              "LatencyMillis",
              KeptEdges.derivable(space, CostTable.latency(priced, table)));
        });
    document.set("layers", layers);
    return Json.pretty(document);
  }

  private static ObjectNode head(String kind, Network network) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("kind", kind);
    document.put("name", network.name());
    Json.shape(document, "input", network.input().shape());
    document.put("classes", network.classes());
    return document;
  }

  private static ObjectNode layer(ArrayNode layers, Block block, ImageShape output) {
    Placement at = block.placement();
    ObjectNode node = layers.addObject();
    node.put("name", block.name());
    Json.shape(node, "input", at.input());
    Json.shape(node, "output", output);
    node.put("stride", at.stride());
    return node;
  }

  private static void cost(ObjectNode node, Block block, Optional<LatencyTable> latencies) {
    node.put("op", block.op().code());
    node.put("macs", block.macs());
    node.put("parameters", block.parameters());
    latencies.ifPresent(
        table ->
            table
                .micros(block.name(), block.op(), block.placement())
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

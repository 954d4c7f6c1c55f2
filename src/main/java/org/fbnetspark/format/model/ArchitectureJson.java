package org.fbnetspark.format.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;

/**
 * The file {@code architecture.json}, version 2.
 *
 * <pre>
 * format      "fbnet-spark/architecture"
 * version     2
 * name        name in reports
 * input       [height, width, channels] of one example
 * classes     classes told apart by the last layer
 * macs        multiply-accumulates for one example
 * parameters  weights of convolutions and fully connected layers
 * layers      from the image to the class scores, each with
 *   name      such as "stage2.layer3"
 *   inputs    names of the layers that it reads, "input" for the image; absent: the layer before
 *   op        op code, such as "mb_k5_e6"
 *   input     [height, width, channels] entering
 *   output    [height, width, channels] leaving
 *   stride    step of the window
 * </pre>
 *
 * <p>A layer that joins several ops has {@code join} (sum, concat or learned_sum), {@code output}
 * and {@code branches} in place of the last four, one branch for each of its inputs, with {@code
 * op}, {@code input}, {@code output} and {@code stride} each.
 *
 * <p>What follows from other fields is written for programs that do not know the ops, and checked
 * on reading. Version 1 has no {@code inputs}; it is read too.
 */
public final class ArchitectureJson {

  static final String FORMAT = "fbnet-spark/architecture";
  static final int VERSION = 2;

  /** What layers call the image. */
  static final String IMAGE = "input";

  private ArchitectureJson() {}

  /**
   * The bytes of the file.
   *
   * @throws IllegalArgumentException where something is left to choose, or the last node is not the
   *     only output
   */
  public static byte[] write(Network architecture) {
    List<Node> nodes = architecture.nodes();
    if (!architecture.fixed()
        || !architecture.outputs().equals(List.of(Output.of(nodes.size() - 1)))) {
      throw new IllegalArgumentException(
          architecture.name() + " is no architecture with one output: " + architecture.outputs());
    }
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT);
    document.put("version", VERSION);
    document.put("name", architecture.name());
    Json.shape(document, "input", architecture.input().shape());
    document.put("classes", architecture.classes());
    document.put("macs", architecture.macs());
    document.put("parameters", architecture.parameters());
    ArrayNode layers = document.putArray("layers");
    List<List<Block>> blocks = architecture.blocksByNode();
    for (int i = 0; i < nodes.size(); i++) {
      layer(layers.addObject(), architecture, i, blocks.get(i));
    }
    return Json.pretty(document).getBytes(StandardCharsets.UTF_8);
  }

  private static void layer(ObjectNode layer, Network architecture, int index, List<Block> blocks) {
    Node node = architecture.nodes().get(index);
    layer.put("name", node.name());
    if (!node.branches().stream().allMatch(branch -> branch.from() == index - 1)) {
      ArrayNode inputs = layer.putArray("inputs");
      for (Branch branch : node.branches()) {
        boolean image = branch.from() == Branch.INPUT;
        inputs.add(image ? IMAGE : architecture.nodes().get(branch.from()).name());
      }
    }
    if (blocks.size() == 1 && node.join() == Join.SUM) {
      op(layer, blocks.get(0));
      return;
    }
    layer.put("join", node.join().name().toLowerCase(Locale.ROOT));
    Json.shape(layer, "output", architecture.shapes().get(index));
    ArrayNode branches = layer.putArray("branches");
    blocks.forEach(block -> op(branches.addObject(), block));
  }

  private static void op(ObjectNode node, Block block) {
    node.put("op", block.op().code());
    Json.shape(node, "input", block.placement().input());
    Json.shape(node, "output", block.op().output(block.placement()));
    node.put("stride", block.placement().stride());
  }

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @throws FormatException naming the field that is unknown, out of bounds or does not fit
   */
  public static Network read(byte[] bytes, String path) throws FormatException {
    return ArchitectureReader.read(bytes, path);
  }
}

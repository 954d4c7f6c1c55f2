package org.fbnetspark.format.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Architecture;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;

/**
 * The file {@code architecture.json}, version 1.
 *
 * <pre>
 * format      "fbnet-spark/architecture"
 * version     1
 * name        name in reports
 * input       [height, width, channels] of one example
 * classes     classes told apart by the last layer
 * macs        multiply-accumulates for one example
 * parameters  convolution and classifier weights
 * layers      from the image to the class scores, each with
 *   name      such as "stage2.layer3"
 *   op        op code, such as "mb_k5_e6"
 *   input     [height, width, channels] entering
 *   output    [height, width, channels] leaving
 *   stride    step of the window
 * </pre>
 *
 * <p>What follows from other fields is written for programs that do not know the ops, and checked
 * on reading.
 */
public final class ArchitectureJson {

  private static final String FORMAT = "fbnet-spark/architecture";
  private static final int VERSION = 1;
  private static final int LARGEST_LAYERS = 10_000;

  private ArchitectureJson() {}

  /** The bytes of the file. */
  public static byte[] write(Architecture architecture) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT);
    document.put("version", VERSION);
    document.put("name", architecture.name());
    Json.shape(document, "input", architecture.input());
    document.put("classes", architecture.asSpace().classes());
    document.put("macs", architecture.macs());
    document.put("parameters", architecture.parameters());
    ArrayNode layers = document.putArray("layers");
    for (Architecture.Layer layer : architecture.layers()) {
      ObjectNode node = layers.addObject();
      node.put("name", layer.name());
      node.put("op", layer.op().code());
      Json.shape(node, "input", layer.placement().input());
      Json.shape(node, "output", layer.op().output(layer.placement()));
      node.put("stride", layer.placement().stride());
    }
    return Json.pretty(document).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @throws FormatException naming the field that is unknown, out of bounds or does not fit
   */
  public static Architecture read(byte[] bytes, String path) throws FormatException {
    JsonFields file =
        JsonFields.ofFile(bytes, path, FORMAT, VERSION)
            .only(
                List.of(
                    "format",
                    "version",
                    "name",
                    "input",
                    "classes",
                    "macs",
                    "parameters",
                    "layers"));
    ImageShape input = file.shape("input");
    List<Architecture.Layer> layers = new ArrayList<>();
    ImageShape shape = input;
    int size = file.size("layers", LARGEST_LAYERS);
    for (int i = 0; i < size; i++) {
      Architecture.Layer layer = layer(file.element("layers", i), shape);
      layers.add(layer);
      shape = layer.op().output(layer.placement());
    }
    if (!(layers.get(size - 1).op() instanceof Linear)) {
      throw file.element("layers", size - 1).refuse("op", "of the last layer must be fc");
    }
    Architecture architecture = new Architecture(file.text("name"), input, layers);
    try {
      new WeightLayout(architecture.asSpace());
    } catch (IllegalArgumentException e) {
      throw file.refuse("layers", e.getMessage());
    }
    requireEqual(file, "classes", shape.channels());
    requireEqual(file, "macs", architecture.macs());
    requireEqual(file, "parameters", architecture.parameters());
    return architecture;
  }

  private static Architecture.Layer layer(JsonFields fields, ImageShape given)
      throws FormatException {
    fields.only(List.of("name", "op", "input", "output", "stride"));
    String code = fields.text("op");
    Op op = OpCode.parse(code).orElseThrow(() -> fields.refuse("op", OpCode.unknown(code)));
    ImageShape input = fields.shape("input");
    if (!input.equals(given)) {
      throw fields.refuse("input", "must be " + given + " as given, but was " + input);
    }
    ImageShape output = fields.shape("output");
    int stride = (int) fields.whole("stride", 1, 16);
    Placement placement = new Placement(input, output.channels(), stride);
    ImageShape computed;
    try {
      computed = op.output(placement);
    } catch (IllegalArgumentException e) {
      throw fields.refuse("op", e.getMessage());
    }
    if (!computed.equals(output)) {
      throw fields.refuse("output", "of " + code + " must be " + computed + ", but was " + output);
    }
    return new Architecture.Layer(fields.text("name"), op, placement);
  }

  private static void requireEqual(JsonFields file, String name, long computed)
      throws FormatException {
    long found = file.whole(name, 0, Long.MAX_VALUE);
    if (found != computed) {
      throw file.refuse(name, "must be " + computed + " for these layers, but was " + found);
    }
  }
}

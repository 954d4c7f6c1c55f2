package org.fbnetspark.format.latency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;
import org.fbnetspark.profile.ProfilePackManifest;
import org.fbnetspark.profile.ProfilePackManifest.PackedModel;
import org.fbnetspark.profile.ProfilePackManifest.PackedNetwork;
import org.fbnetspark.profile.ProfilePackManifest.PackedRow;

/**
 * The manifest of a pack of models, {@code manifest.json}, version 1.
 *
 * <pre>
 * format       "fbnet-spark/profile-pack"
 * version      1
 * dtype, batch, layout (nchw or nhwc)
 * rows         each with
 *   file, sha256, inputName
 *   inputShape   of the model, in the order of layout, batch first; follows from the others
 *   op, input [height, width, channels], outChannels, stride; layer where it is for one alone
 * networks     whole networks, each with
 *   file, sha256, inputName, inputShape, input
 *   heldOut      whether it judges the line from rows to networks, or is fitted
 *   rows         the file of each of its layers' rows
 * </pre>
 */
public final class ProfilePackJson {

  /** Largest file read; room for all rows that a table may have. */
  public static final int LARGEST_BYTES = 256 << 20;

  private static final String FORMAT = "fbnet-spark/profile-pack";
  private static final int VERSION = 1;
  private static final int LARGEST_ROWS = 1_000_000;
  private static final int LARGEST_LAYERS = 10_000;
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private ProfilePackJson() {}

  /** The bytes of the file. */
  public static byte[] write(ProfilePackManifest manifest) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT).put("version", VERSION);
    document.put("dtype", manifest.dtype());
    document.put("batch", manifest.batch());
    document.put("layout", manifest.layout());
    ArrayNode rows = document.putArray("rows");
    for (PackedRow row : manifest.rows()) {
      ObjectNode node = rows.addObject();
      add(node, row.model(), manifest);
      LatencyKeyJson.write(node, row.key());
    }
    ArrayNode networks = document.putArray("networks");
    for (PackedNetwork network : manifest.networks()) {
      ObjectNode node = networks.addObject();
      add(node, network.model(), manifest);
      Json.shape(node, "input", network.model().input());
      node.put("heldOut", network.heldOut());
      network.rowFiles().forEach(node.putArray("rows")::add);
    }
    return Json.pretty(document).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @throws FormatException naming the field that is unknown or out of bounds
   */
  public static ProfilePackManifest read(byte[] bytes, String path) throws FormatException {
    JsonFields file =
        JsonFields.ofFile(bytes, path, FORMAT, VERSION)
            .only(List.of("format", "version", "dtype", "batch", "layout", "rows", "networks"));
    List<PackedRow> rows = new ArrayList<>();
    int size = file.size("rows", LARGEST_ROWS);
    for (int i = 0; i < size; i++) {
      rows.add(row(file.element("rows", i)));
    }
    List<PackedNetwork> networks = new ArrayList<>();
    int wholes = file.size("networks", 0, LARGEST_ROWS);
    for (int i = 0; i < wholes; i++) {
      networks.add(network(file.element("networks", i)));
    }
    try {
      return new ProfilePackManifest(
          file.text("dtype"),
          (int) file.whole("batch", 1, 1_000_000),
          file.text("layout"),
          rows,
          networks);
    } catch (IllegalArgumentException e) {
      throw file.refuse(e.getMessage());
    }
  }

  private static void add(ObjectNode node, PackedModel model, ProfilePackManifest manifest) {
    node.put("file", model.file());
    node.put("sha256", model.sha256());
    node.put("inputName", model.inputName());
    ArrayNode shape = node.putArray("inputShape").add(manifest.batch());
    ImageShape input = model.input();
    if (manifest.layout().equals("nchw")) {
      shape.add(input.channels()).add(input.height()).add(input.width());
    } else {
      shape.add(input.height()).add(input.width()).add(input.channels());
    }
  }

  private static PackedRow row(JsonFields row) throws FormatException {
    row.only(
        List.of(
            "file",
            "sha256",
            "inputName",
            "inputShape",
            "op",
            "input",
            "outChannels",
            "stride",
            "layer"));
    LatencyKey key = LatencyKeyJson.read(row);
    return new PackedRow(model(row), key);
  }

  private static PackedNetwork network(JsonFields network) throws FormatException {
    network.only(List.of("file", "sha256", "inputName", "inputShape", "input", "heldOut", "rows"));
    return new PackedNetwork(
        model(network), network.texts("rows", LARGEST_LAYERS), network.truth("heldOut"));
  }

  private static PackedModel model(JsonFields fields) throws FormatException {
    String file = fields.text("file");
    if (!FILE.matcher(file).matches()) {
      throw fields.refuse("file", "must be a plain file name, but was " + file);
    }
    String sha256 = fields.text("sha256");
    if (!SHA256.matcher(sha256).matches()) {
      throw fields.refuse("sha256", "must be 64 hexadecimal digits, but was " + sha256);
    }
    return new PackedModel(file, sha256, fields.text("inputName"), fields.shape("input"));
  }
}

package org.fbnetspark.format.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;
import org.fbnetspark.store.CorruptFileException;

/**
 * A trained network as a safetensors file: the length of a header (8 bytes, little-endian), the
 * header as JSON, and the tensors as little-endian float32 one behind the other. Any reader of
 * safetensors opens it.
 *
 * <p>A tensor is named after its layer and its role there, such as {@code
 * stage2.layer1.expand.weight}; convolutions have the axes {@code [out, in / groups, height,
 * width]}, depthwise ones {@code [channel, height, width]}, the classifier {@code [class, in]};
 * behind each convolution stand {@code gamma}, {@code beta}, {@code mean} and {@code variance} of
 * its normalisation, whose epsilon is 1e-5. The metadata:
 *
 * <pre>
 * format        "fbnet-spark/model"
 * version       "2"
 * architecture  the text of an architecture.json
 * classes       names in the order of the scores, as a JSON list
 * mean          subtracted from each channel of an image whose white is 1, as a JSON list
 * deviation     what each channel is divided by then, as a JSON list
 * checksum      CRC-32C of these four texts and the tensors, in this order; 8 hexadecimal digits
 * </pre>
 *
 * <p>Version 1, which is read too, has no checksum.
 */
public final class ModelSafetensors {

  /** Largest file that is read: tensors of a gigabyte, and the header. */
  public static final int MOST_BYTES = 1_100_000_000;

  private static final String FORMAT = "fbnet-spark/model";
  private static final String VERSION = "2";
  private static final String WITHOUT_CHECKSUM = "1";
  private static final String METADATA = "__metadata__";
  private static final int MOST_HEADER = 64 << 20;
  private static final int MOST_CLASSES = 1 << 16;
  private static final int LONGEST_NAME = 100_000;
  private static final List<String> CHECKED =
      List.of("architecture", "classes", "mean", "deviation");

  private ModelSafetensors() {}

  /** A tensor, by the vector of the model that holds its values. */
  private record Entry(String name, WeightLayout.Tensor tensor, boolean statistic) {

    void put(TrainedModel model, ByteBuffer out) {
      float[] vector = statistic ? model.statistics() : model.weights();
      out.asFloatBuffer().put(vector, tensor.offset(), tensor.length());
      out.position(out.position() + Float.BYTES * tensor.length());
    }

    long bytes() {
      return (long) Float.BYTES * tensor.length();
    }
  }

  /** The bytes of the file; the same model gives the same ones. */
  public static byte[] write(TrainedModel model) {
    List<Entry> entries = entries(model.architecture());
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = header.putObject(METADATA);
    metadata.put("format", FORMAT).put("version", VERSION);
    metadata.put(
        "architecture",
        new String(ArchitectureJson.write(model.architecture()), StandardCharsets.UTF_8));
    metadata.put("classes", list(model.classes()));
    metadata.put("mean", list(model.normalisation().mean()));
    metadata.put("deviation", list(model.normalisation().deviation()));
    CRC32C checksum = checksum(CHECKED.stream().map(name -> metadata.get(name).asText()).toList());
    for (Entry entry : entries) {
      ByteBuffer tensor =
          ByteBuffer.allocate(Float.BYTES * entry.tensor().length()).order(ByteOrder.LITTLE_ENDIAN);
      entry.put(model, tensor);
      checksum.update(tensor.array());
    }
    metadata.put("checksum", hex(checksum));
    long offset = 0;
    for (Entry entry : entries) {
      long end = offset + entry.bytes();
      ObjectNode node = header.putObject(entry.name());
      node.put("dtype", "F32");
      entry.tensor().shape().forEach(node.putArray("shape")::add);
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] text = padded(header.toString());
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(Long.BYTES + text.length + offset))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(text.length).put(text);
    for (Entry entry : entries) {
      entry.put(model, out);
    }
    return out.array();
  }

  private static CRC32C checksum(List<String> texts) {
    CRC32C checksum = new CRC32C();
    texts.forEach(text -> checksum.update(text.getBytes(StandardCharsets.UTF_8)));
    return checksum;
  }

  private static String hex(CRC32C checksum) {
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }

  static String list(List<?> values) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    values.forEach(value -> list.addPOJO(value));
    return list.toString();
  }

  /** Blanks behind the header let the tensors begin at a multiple of eight. */
  private static byte[] padded(String header) {
    int length = header.getBytes(StandardCharsets.UTF_8).length;
    return (header + " ".repeat((8 - length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
  }

  private static List<Entry> entries(Network architecture) {
    WeightLayout layout = new WeightLayout(architecture);
    return Stream.concat(
            layout.tensors().stream().map(tensor -> entry(architecture, tensor, false)),
            layout.statistics().stream().map(tensor -> entry(architecture, tensor, true)))
        .toList();
  }

  private static Entry entry(Network architecture, WeightLayout.Tensor tensor, boolean statistic) {
    Node node = architecture.nodes().get(tensor.layer());
    String branch = node.branches().size() == 1 ? "" : ".branch" + (tensor.candidate() + 1);
    return new Entry(node.name() + branch + "." + tensor.role(), tensor, statistic);
  }

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @throws CorruptFileException where the bytes end early or are not safetensors; with position
   * @throws FormatException where the file is not a whole model of this project; with the field
   */
  public static TrainedModel read(byte[] bytes, String path)
      throws CorruptFileException, FormatException {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.length < Long.BYTES ? -1 : in.getLong();
    if (length < 2 || length > MOST_HEADER || length > bytes.length - Long.BYTES) {
      throw new CorruptFileException(
          path,
          0,
          "is not a safetensors file, or not all of it: a header of "
              + length
              + " bytes in "
              + bytes.length);
    }
    byte[] text = new byte[(int) length];
    in.get(text);
    JsonFields header = JsonFields.of(Json.parse(text, path), path, "");
    JsonFields metadata = header.object(METADATA);
    String version = version(metadata);
    String described = metadata.text("architecture", MOST_HEADER);
    Network architecture = ArchitectureJson.read(described.getBytes(StandardCharsets.UTF_8), path);
    List<Entry> entries = entries(architecture);
    ByteBuffer data = in.slice().order(ByteOrder.LITTLE_ENDIAN);
    requireWhole(header, entries, data.capacity());
    if (version.equals(VERSION)) {
      requireChecksum(metadata, data);
    }
    WeightLayout layout = new WeightLayout(architecture);
    float[] weights = new float[layout.length()];
    float[] statistics = new float[layout.statisticsLength()];
    for (Entry entry : entries) {
      JsonFields node = header.object(entry.name());
      data.position((int) node.wholes("data_offsets", 2).get(0).longValue());
      read(node, entry, data, entry.statistic() ? statistics : weights);
    }
    int channels = architecture.input().shape().channels();
    try {
      return new TrainedModel(
          architecture,
          weights,
          statistics,
          list(metadata, "classes", path).texts("classes", MOST_CLASSES, LONGEST_NAME),
          new ChannelStatistics(
              list(metadata, "mean", path).numbers("mean", channels),
              list(metadata, "deviation", path).numbers("deviation", channels)));
    } catch (IllegalArgumentException e) {
      throw metadata.refuse(e.getMessage());
    }
  }

  private static String version(JsonFields metadata) throws FormatException {
    String format = metadata.text("format");
    if (!format.equals(FORMAT)) {
      throw metadata.refuse("format", "must be " + FORMAT + ", but was " + format);
    }
    String version = metadata.text("version");
    if (!version.equals(VERSION) && !version.equals(WITHOUT_CHECKSUM)) {
      throw metadata.refuse(
          "version",
          "this release reads versions "
              + WITHOUT_CHECKSUM
              + " and "
              + VERSION
              + ", but was "
              + version);
    }
    return version;
  }

  /** Tensors of the architecture and no others, which fill the file without gap or overlap. */
  private static void requireWhole(JsonFields header, List<Entry> entries, int bytes)
      throws FormatException {
    long needed = entries.stream().mapToLong(Entry::bytes).sum();
    if (needed != bytes) {
      throw header.refuse(
          "the architecture in the metadata has tensors of "
              + needed
              + " bytes, but behind the header are "
              + bytes
              + "; the file may have been cut off");
    }
    Set<String> unknown = new LinkedHashSet<>(header.names());
    unknown.remove(METADATA);
    entries.forEach(entry -> unknown.remove(entry.name()));
    if (!unknown.isEmpty()) {
      throw header.refuse(
          unknown.iterator().next(), "is no tensor of the architecture in the metadata");
    }
    SortedMap<Long, Entry> byOffset = new TreeMap<>();
    for (Entry entry : entries) {
      JsonFields node = header.object(entry.name());
      requireType(node, entry);
      List<Long> offsets = node.wholes("data_offsets", 2);
      if (offsets.get(1) - offsets.get(0) != entry.bytes()
          || byOffset.put(offsets.get(0), entry) != null) {
        throw node.refuse(
            "data_offsets",
            "must be those of "
                + entry.bytes()
                + " bytes, which no other tensor has, but were "
                + offsets);
      }
    }
    long next = 0;
    for (Map.Entry<Long, Entry> entry : byOffset.entrySet()) {
      if (entry.getKey() != next) {
        throw header.refuse(
            entry.getValue().name(),
            "must begin at byte " + next + " of the data, but begins at " + entry.getKey());
      }
      next += entry.getValue().bytes();
    }
  }

  private static void requireType(JsonFields node, Entry entry) throws FormatException {
    node.only(List.of("dtype", "shape", "data_offsets"));
    List<Long> wanted = entry.tensor().shape().stream().map(Integer::longValue).toList();
    String type = node.text("dtype");
    List<Long> shape = node.wholes("shape", wanted.size());
    if (!type.equals("F32") || !shape.equals(wanted)) {
      throw node.refuse("must be F32 of " + wanted + ", but was " + type + " of " + shape);
    }
  }

  private static void requireChecksum(JsonFields metadata, ByteBuffer data) throws FormatException {
    List<String> texts = new ArrayList<>();
    for (String name : CHECKED) {
      texts.add(metadata.text(name, MOST_HEADER));
    }
    CRC32C checksum = checksum(texts);
    checksum.update(data.duplicate());
    String found = metadata.text("checksum");
    if (!found.equals(hex(checksum))) {
      throw metadata.refuse(
          "checksum",
          "of the file is " + hex(checksum) + ", but should be " + found + "; it is damaged");
    }
  }

  private static void read(JsonFields node, Entry entry, ByteBuffer data, float[] vector)
      throws FormatException {
    WeightLayout.Tensor tensor = entry.tensor();
    data.asFloatBuffer().get(vector, tensor.offset(), tensor.length());
    for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
      if (!Float.isFinite(vector[i]) || tensor.variance() && vector[i] < 0) {
        throw node.refuse("holds the value " + vector[i]);
      }
    }
  }

  /** A field whose text is a JSON list. */
  private static JsonFields list(JsonFields metadata, String name, String path)
      throws FormatException {
    byte[] text = metadata.text(name, MOST_HEADER).getBytes(StandardCharsets.UTF_8);
    ObjectNode parent = JsonNodeFactory.instance.objectNode();
    parent.set(name, Json.parse(text, path));
    return JsonFields.of(parent, path, METADATA);
  }
}

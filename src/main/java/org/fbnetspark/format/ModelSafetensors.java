package org.fbnetspark.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
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
 * version       "1"
 * architecture  the text of an architecture.json
 * classes       names in the order of the scores, as a JSON list
 * mean          subtracted from each channel of an image whose white is 1, as a JSON list
 * deviation     what each channel is divided by then, as a JSON list
 * </pre>
 */
public final class ModelSafetensors {

  /** Largest file that is read: tensors of a gigabyte, and the header. */
  public static final int MOST_BYTES = 1_100_000_000;

  private static final String FORMAT = "fbnet-spark/model";
  private static final String VERSION = "1";
  private static final String METADATA = "__metadata__";
  private static final int MOST_HEADER = 64 << 20;

  private ModelSafetensors() {}

  /** A tensor, by the vector of the model that holds its values. */
  private record Entry(String name, WeightLayout.Tensor tensor, boolean statistic) {}

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
    long offset = 0;
    for (Entry entry : entries) {
      long end = offset + (long) Float.BYTES * entry.tensor().length();
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
      float[] vector = entry.statistic() ? model.statistics() : model.weights();
      out.asFloatBuffer().put(vector, entry.tensor().offset(), entry.tensor().length());
      out.position(out.position() + Float.BYTES * entry.tensor().length());
    }
    return out.array();
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

  private static List<Entry> entries(Architecture architecture) {
    WeightLayout layout = new WeightLayout(architecture.asSpace());
    return Stream.concat(
            layout.tensors().stream().map(tensor -> entry(architecture, tensor, false)),
            layout.statistics().stream().map(tensor -> entry(architecture, tensor, true)))
        .toList();
  }

  private static Entry entry(
      Architecture architecture, WeightLayout.Tensor tensor, boolean statistic) {
    String layer = architecture.layers().get(tensor.layer()).name();
    return new Entry(layer + "." + tensor.role(), tensor, statistic);
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
    JsonNode header = Json.parse(text, path);
    JsonNode metadata = header.path(METADATA);
    if (!metadata.path("format").asText().equals(FORMAT)
        || !metadata.path("version").asText().equals(VERSION)) {
      throw new FormatException(
          path,
          METADATA,
          "must name the format "
              + FORMAT
              + ", version "
              + VERSION
              + ", but was "
              + shown(metadata));
    }
    Architecture architecture =
        ArchitectureJson.read(
            metadata.path("architecture").asText().getBytes(StandardCharsets.UTF_8), path);
    List<Entry> entries = entries(architecture);
    requireSameNames(header, entries, path);
    WeightLayout layout = new WeightLayout(architecture.asSpace());
    float[] weights = new float[layout.length()];
    float[] statistics = new float[layout.statisticsLength()];
    ByteBuffer data = in.slice().order(ByteOrder.LITTLE_ENDIAN);
    for (Entry entry : entries) {
      read(header.path(entry.name()), entry, data, entry.statistic() ? statistics : weights, path);
    }
    try {
      return new TrainedModel(
          architecture,
          weights,
          statistics,
          texts(metadata, "classes", path),
          new ChannelStatistics(
              numbers(metadata, "mean", path), numbers(metadata, "deviation", path)));
    } catch (IllegalArgumentException e) {
      throw new FormatException(path, METADATA, e.getMessage());
    }
  }

  private static String shown(JsonNode metadata) {
    String text = metadata.path("format") + " " + metadata.path("version");
    return metadata.isObject() ? text.substring(0, Math.min(100, text.length())) : "absent";
  }

  private static void requireSameNames(JsonNode header, List<Entry> entries, String path)
      throws FormatException {
    Map<String, Entry> wanted =
        entries.stream()
            .collect(
                Collectors.toMap(Entry::name, entry -> entry, (one, other) -> one, TreeMap::new));
    List<String> missing = new ArrayList<>(wanted.keySet());
    for (var names = header.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!name.equals(METADATA) && !missing.remove(name)) {
        throw new FormatException(path, name, "is no tensor of the architecture in the metadata");
      }
    }
    if (!missing.isEmpty()) {
      throw new FormatException(
          path, missing.get(0), "is missing; the architecture in the metadata has it");
    }
  }

  private static void read(JsonNode node, Entry entry, ByteBuffer data, float[] vector, String path)
      throws FormatException {
    WeightLayout.Tensor tensor = entry.tensor();
    List<Integer> shape = new ArrayList<>();
    node.path("shape").forEach(axis -> shape.add(axis.asInt(-1)));
    if (!node.path("dtype").asText().equals("F32") || !shape.equals(tensor.shape())) {
      throw new FormatException(
          path,
          entry.name(),
          "must be F32 of "
              + tensor.shape()
              + ", but was "
              + node.path("dtype").asText()
              + " of "
              + shape);
    }
    long begin = node.path("data_offsets").path(0).asLong(-1);
    long end = node.path("data_offsets").path(1).asLong(-1);
    if (begin < 0 || end - begin != (long) Float.BYTES * tensor.length() || end > data.capacity()) {
      throw new FormatException(
          path,
          entry.name(),
          "lies at bytes "
              + begin
              + " to "
              + end
              + " of "
              + data.capacity()
              + ", but has "
              + (long) Float.BYTES * tensor.length()
              + "; the file may have been cut off");
    }
    data.position((int) begin);
    data.asFloatBuffer().get(vector, tensor.offset(), tensor.length());
    for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
      if (!Float.isFinite(vector[i])) {
        throw new FormatException(path, entry.name(), "holds the value " + vector[i]);
      }
    }
  }

  private static JsonNode list(JsonNode metadata, String name, String path) throws FormatException {
    JsonNode list = Json.parse(metadata.path(name).asText().getBytes(StandardCharsets.UTF_8), path);
    if (!list.isArray()) {
      throw new FormatException(path, METADATA + "." + name, "must be a list, but was " + list);
    }
    return list;
  }

  private static List<String> texts(JsonNode metadata, String name, String path)
      throws FormatException {
    List<String> texts = new ArrayList<>();
    list(metadata, name, path).forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static List<Double> numbers(JsonNode metadata, String name, String path)
      throws FormatException {
    List<Double> numbers = new ArrayList<>();
    list(metadata, name, path).forEach(element -> numbers.add(element.asDouble(Double.NaN)));
    return numbers;
  }
}

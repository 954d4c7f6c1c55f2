package org.fbnetspark.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageDecoder;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.SkippedExamples.Group;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;

/**
 * The manifest of a prepared data set, {@code dataset.json}. Shards are named without directory, so
 * a data set may be moved as a whole.
 */
public final class DatasetManifestJson {

  /** No manifest of a million shards is longer. */
  public static final int MAX_BYTES = 256 << 20;

  private static final String FORMAT = "fbnet-spark/dataset";
  private static final int VERSION = 2;
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private DatasetManifestJson() {}

  /** The manifest as text. */
  public static byte[] write(DatasetManifest manifest) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT).put("version", VERSION);
    root.put("name", manifest.name()).put("source", manifest.source());
    root.put("encoding", manifest.encoding().name().toLowerCase(Locale.ROOT));
    root.put("decoding", ImageDecoder.RULES);
    root.put("height", manifest.shape().height());
    root.put("width", manifest.shape().width());
    root.put("channels", manifest.shape().channels());
    ArrayNode classes = root.putArray("classes");
    for (DatasetClass one : manifest.classes()) {
      classes.addObject().put("name", one.name()).put("train", one.train()).put("test", one.test());
    }
    manifest.statistics().mean().forEach(root.putArray("mean")::add);
    manifest.statistics().deviation().forEach(root.putArray("deviation")::add);
    shards(root.putArray("train"), manifest.train());
    shards(root.putArray("test"), manifest.test());
    ArrayNode skipped = root.putArray("skipped");
    for (Group group : manifest.skipped().groups()) {
      ObjectNode one = skipped.addObject();
      one.put("reason", group.reason()).put("total", group.total());
      group.first().forEach(one.putArray("first")::add);
    }
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  private static void shards(ArrayNode array, List<ShardFile> shards) {
    for (ShardFile shard : shards) {
      array
          .addObject()
          .put("file", shard.name())
          .put("examples", shard.examples())
          .put("bytes", shard.bytes())
          .put("checksum", shard.checksum());
    }
  }

  /**
   * The manifest of the data set in a directory.
   *
   * @param directory the full path that shards are found under
   * @throws CorruptFileException naming the field that is missing or wrong
   */
  public static DatasetManifest read(byte[] text, String directory) throws IOException {
    String path = Storage.child(directory, DatasetManifest.FILE);
    try {
      JsonNode root = MAPPER.readTree(text);
      if (!FORMAT.equals(root.path("format").asText()) || root.path("version").asInt() != VERSION) {
        throw new IllegalArgumentException(
            "is not a manifest of format "
                + FORMAT
                + " version "
                + VERSION
                + "; prepare the data set again");
      }
      if (!string(root, "decoding").equals(ImageDecoder.RULES)) {
        throw new IllegalArgumentException(
            "is of pictures decoded under other rules; prepare the data set again");
      }
      return new DatasetManifest(
          string(root, "name"),
          string(root, "source"),
          new ImageShape(
              integer(root, "height"), integer(root, "width"), integer(root, "channels")),
          encoding(string(root, "encoding")),
          list(root, "classes").stream().map(DatasetManifestJson::datasetClass).toList(),
          new ChannelStatistics(doubles(root, "mean"), doubles(root, "deviation")),
          list(root, "train").stream().map(node -> shard(node, directory)).toList(),
          list(root, "test").stream().map(node -> shard(node, directory)).toList(),
          skipped(root));
    } catch (JsonProcessingException e) {
      throw new CorruptFileException(
          path, e.getLocation().getByteOffset(), "is not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(path, 0, e.getMessage(), e);
    }
  }

  private static ImageEncoding encoding(String name) {
    for (ImageEncoding encoding : ImageEncoding.values()) {
      if (encoding.name().toLowerCase(Locale.ROOT).equals(name)) {
        return encoding;
      }
    }
    throw new IllegalArgumentException("encoding '" + name + "' is not known");
  }

  private static DatasetClass datasetClass(JsonNode node) {
    return new DatasetClass(string(node, "name"), integer(node, "train"), integer(node, "test"));
  }

  private static ShardFile shard(JsonNode node, String directory) {
    String name = string(node, "file");
    if (!FILE_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("shard '" + name + "' is not a plain file name");
    }
    JsonNode bytes = node.path("bytes");
    if (!bytes.canConvertToLong() || bytes.asLong() < 1) {
      throw new IllegalArgumentException("shard '" + name + "' has no length");
    }
    return new ShardFile(
        Storage.child(directory, name),
        integer(node, "examples"),
        bytes.asLong(),
        string(node, "checksum"));
  }

  private static SkippedExamples skipped(JsonNode root) {
    List<Group> groups = new ArrayList<>();
    for (JsonNode group : list(root, "skipped")) {
      List<String> first = new ArrayList<>();
      for (JsonNode name : list(group, "first")) {
        first.add(name.asText());
      }
      groups.add(new Group(string(group, "reason"), integer(group, "total"), first));
    }
    return new SkippedExamples(groups);
  }

  private static String string(JsonNode node, String field) {
    if (!node.path(field).isTextual()) {
      throw new IllegalArgumentException("field '" + field + "' must be a text");
    }
    return node.path(field).asText();
  }

  private static int integer(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 0) {
      throw new IllegalArgumentException("field '" + field + "' must be a count");
    }
    return value.asInt();
  }

  private static List<Double> doubles(JsonNode node, String field) {
    return list(node, field).stream()
        .map(
            value -> {
              if (!value.isNumber()) {
                throw new IllegalArgumentException("field '" + field + "' must hold numbers");
              }
              return value.asDouble();
            })
        .toList();
  }

  private static List<JsonNode> list(JsonNode node, String field) {
    if (!node.path(field).isArray()) {
      throw new IllegalArgumentException("field '" + field + "' must be a list");
    }
    return StreamSupport.stream(node.path(field).spliterator(), false).toList();
  }
}

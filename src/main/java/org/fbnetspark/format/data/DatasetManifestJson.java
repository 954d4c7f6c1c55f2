package org.fbnetspark.format.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageDecoder;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.data.SkippedExamples.Group;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.JsonFields;
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
  private static final int LARGEST_SIDE = 16_384;
  private static final int MOST_CHANNELS = 1_000;
  private static final int MOST_CLASSES = 1 << 16;
  private static final int MOST_SHARDS = 1_000_000;
  private static final int LONGEST_NAME = 100_000;
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
   * @throws FormatException naming the field that is missing, wrong or does not add up
   */
  public static DatasetManifest read(byte[] text, String directory) throws FormatException {
    String path = Storage.child(directory, DatasetManifest.FILE);
    JsonFields file = JsonFields.ofFile(text, path, FORMAT, VERSION);
    if (!file.text("decoding").equals(ImageDecoder.RULES)) {
      throw file.refuse(
          "decoding", "must be " + ImageDecoder.RULES + "; prepare the data set again");
    }
    ImageShape shape =
        new ImageShape(
            (int) file.whole("height", 1, LARGEST_SIDE),
            (int) file.whole("width", 1, LARGEST_SIDE),
            (int) file.whole("channels", 1, MOST_CHANNELS));
    List<DatasetClass> classes = classes(file);
    Set<String> names = new HashSet<>();
    List<ShardFile> train = shards(file, "train", directory, names);
    List<ShardFile> test = shards(file, "test", directory, names);
    requireSum(file, "train", train, classes.stream().mapToLong(DatasetClass::train).sum());
    requireSum(file, "test", test, classes.stream().mapToLong(DatasetClass::test).sum());
    try {
      return new DatasetManifest(
          file.text("name"),
          file.text("source", LONGEST_NAME),
          shape,
          encoding(file),
          classes,
          new ChannelStatistics(
              file.numbers("mean", shape.channels()), file.numbers("deviation", shape.channels())),
          train,
          test,
          skipped(file));
    } catch (IllegalArgumentException e) {
      throw file.refuse(e.getMessage());
    }
  }

  private static ImageEncoding encoding(JsonFields file) throws FormatException {
    String name = file.text("encoding");
    for (ImageEncoding encoding : ImageEncoding.values()) {
      if (encoding.name().toLowerCase(Locale.ROOT).equals(name)) {
        return encoding;
      }
    }
    throw file.refuse("encoding", "is not known: " + name);
  }

  private static List<DatasetClass> classes(JsonFields file) throws FormatException {
    List<DatasetClass> classes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int size = file.size("classes", MOST_CLASSES);
    for (int i = 0; i < size; i++) {
      JsonFields one = file.element("classes", i);
      String name = one.text("name", LONGEST_NAME);
      if (!names.add(name)) {
        throw one.refuse("name", "is that of an earlier class: " + name);
      }
      classes.add(
          new DatasetClass(
              name,
              (int) one.whole("train", 0, Integer.MAX_VALUE),
              (int) one.whole("test", 0, Integer.MAX_VALUE)));
    }
    return classes;
  }

  private static List<ShardFile> shards(
      JsonFields file, String split, String directory, Set<String> names) throws FormatException {
    List<ShardFile> shards = new ArrayList<>();
    int size = file.size(split, 0, MOST_SHARDS);
    for (int i = 0; i < size; i++) {
      JsonFields one = file.element(split, i);
      String name = one.text("file");
      if (!FILE_NAME.matcher(name).matches()) {
        throw one.refuse("file", "must be a plain file name, but was " + name);
      }
      if (!names.add(name)) {
        throw one.refuse("file", "is that of an earlier shard: " + name);
      }
      shards.add(
          new ShardFile(
              Storage.child(directory, name),
              (int) one.whole("examples", 0, Integer.MAX_VALUE),
              one.whole("bytes", 1, Long.MAX_VALUE),
              one.text("checksum")));
    }
    return shards;
  }

  private static void requireSum(
      JsonFields file, String split, List<ShardFile> shards, long ofClasses)
      throws FormatException {
    long ofShards = shards.stream().mapToLong(ShardFile::examples).sum();
    if (ofShards != ofClasses) {
      throw file.refuse(
          split, "has shards of " + ofShards + " examples, but classes of " + ofClasses);
    }
  }

  private static SkippedExamples skipped(JsonFields file) throws FormatException {
    List<Group> groups = new ArrayList<>();
    int size = file.size("skipped", 0, SkippedExamples.REASONS + 1);
    for (int i = 0; i < size; i++) {
      JsonFields one = file.element("skipped", i);
      List<String> first = one.texts("first", SkippedExamples.NAMED);
      int total = (int) one.whole("total", Math.max(1, first.size()), Integer.MAX_VALUE);
      groups.add(new Group(one.text("reason"), total, first));
    }
    return new SkippedExamples(groups);
  }
}

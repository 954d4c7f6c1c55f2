package org.fbnetspark.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.fbnetspark.domain.evaluation.Confusion;
import org.fbnetspark.domain.name.Nearest;
import org.fbnetspark.domain.shape.ImageShape;

/** The fields of one JSON object, each read with its bounds; errors name file and field. */
public final class JsonFields {

  private static final int LARGEST_TEXT = 1_000;
  private static final int LARGEST_SIDE = 16_384;
  private static final int LARGEST_CHANNELS = 1_000_000;
  private static final long MOST_EXAMPLES = 1_000_000_000_000L;
  private static final int MOST_LINES = 1_000_000;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final JsonNode node;
  private final String path;
  private final String where;

  private JsonFields(JsonNode node, String path, String where) throws FormatException {
    this.node = node;
    this.path = path;
    this.where = where;
    if (!node.isObject()) {
      throw new FormatException(path, where.isEmpty() ? "top" : where, "must be a JSON object");
    }
  }

  /** The fields of an object inside of a file that is not JSON as a whole. */
  public static JsonFields of(JsonNode node, String path, String where) throws FormatException {
    return new JsonFields(node, path, where);
  }

  /** The fields of a whole file, once its {@code format} and {@code version} are the given ones. */
  public static JsonFields ofFile(byte[] bytes, String path, String format, int version)
      throws FormatException {
    return ofFile(bytes, path, format, version, version);
  }

  /** As above, of a format whose older versions are read too, from one on. */
  public static JsonFields ofFile(byte[] bytes, String path, String format, int oldest, int version)
      throws FormatException {
    JsonFields fields = new JsonFields(Json.parse(bytes, path), path, "");
    String found = fields.text("format");
    if (!found.equals(format)) {
      throw fields.refuse("format", "must be " + format + ", but was " + found);
    }
    long number = fields.whole("version", 0, Integer.MAX_VALUE);
    if (number < oldest || number > version) {
      String known = oldest == version ? "version " : "versions " + oldest + " to ";
      throw fields.refuse(
          "version", "this release reads " + known + version + ", but was " + number);
    }
    return fields;
  }

  /** The fields of each line of a file of JSON objects; an empty line is a fault. */
  public static List<JsonFields> ofLines(byte[] bytes, String path) throws FormatException {
    List<JsonFields> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      boolean atEnd = i == bytes.length;
      if (atEnd ? start < i : bytes[i] == '\n') {
        int number = lines.size() + 1;
        if (number > MOST_LINES) {
          throw new FormatException(
              path, "line " + number, "is one too many; at most " + MOST_LINES + " are read");
        }
        JsonNode line = Json.parse(Arrays.copyOfRange(bytes, start, i), path, number);
        lines.add(new JsonFields(line, path + ", line " + number, ""));
        start = i + 1;
      }
    }
    return lines;
  }

  /** Refuses fields of other names. */
  public JsonFields only(List<String> known) throws FormatException {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw refuse(name, "is not known" + Nearest.hint(name, known));
      }
    }
    return this;
  }

  public boolean has(String name) {
    return node.has(name);
  }

  public String text(String name) throws FormatException {
    return text(name, LARGEST_TEXT);
  }

  /** A text of at most so many characters. */
  public String text(String name, int longest) throws FormatException {
    JsonNode value = required(name);
    if (!value.isTextual() || value.textValue().length() > longest) {
      throw refuse(name, "must be text of at most " + longest + " characters");
    }
    return value.textValue();
  }

  public long whole(String name, long smallest, long largest) throws FormatException {
    JsonNode value = required(name);
    boolean fits = value.isIntegralNumber() && value.canConvertToLong();
    if (!fits || value.longValue() < smallest || value.longValue() > largest) {
      throw refuse(
          name,
          "must be a whole number from " + smallest + " to " + largest + ", but was " + value);
    }
    return value.longValue();
  }

  /** A checksum in lower-case hexadecimal digits. */
  public String sha256(String name) throws FormatException {
    String text = text(name);
    if (!SHA256.matcher(text).matches()) {
      throw refuse(name, "must be 64 hexadecimal digits, but was " + text);
    }
    return text;
  }

  /** Any finite number. */
  public double number(String name) throws FormatException {
    return number(name, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, "");
  }

  /** A finite number that is not negative. */
  public double amount(String name) throws FormatException {
    return number(name, 0, Double.POSITIVE_INFINITY, " of at least 0");
  }

  /** A part of a whole. */
  public double share(String name) throws FormatException {
    return number(name, 0, 1, " from 0 to 1");
  }

  private double number(String name, double smallest, double largest, String range)
      throws FormatException {
    JsonNode value = required(name);
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!Double.isFinite(number) || number < smallest || number > largest) {
      throw refuse(name, "must be a number" + range + ", but was " + value);
    }
    return number;
  }

  public boolean truth(String name) throws FormatException {
    JsonNode value = required(name);
    if (!value.isBoolean()) {
      throw refuse(name, "must be true or false, but was " + value);
    }
    return value.booleanValue();
  }

  /** Height, width and channels. */
  public ImageShape shape(String name) throws FormatException {
    JsonNode value = required(name);
    int[] largest = {LARGEST_SIDE, LARGEST_SIDE, LARGEST_CHANNELS};
    boolean fits = value.isArray() && value.size() == 3;
    for (int i = 0; fits && i < 3; i++) {
      JsonNode side = value.get(i);
      fits = side.isInt() && side.intValue() >= 1 && side.intValue() <= largest[i];
    }
    if (!fits) {
      throw refuse(
          name,
          "must be [height, width, channels], sides from 1 to "
              + LARGEST_SIDE
              + ", but was "
              + value);
    }
    return new ImageShape(
        value.get(0).intValue(), value.get(1).intValue(), value.get(2).intValue());
  }

  public JsonFields object(String name) throws FormatException {
    return new JsonFields(required(name), path, child(name));
  }

  /** Number of elements of a list that has some. */
  public int size(String name, int largest) throws FormatException {
    return size(name, 1, largest);
  }

  /** Number of elements of a list. */
  public int size(String name, int smallest, int largest) throws FormatException {
    JsonNode value = required(name);
    if (!value.isArray() || value.size() < smallest || value.size() > largest) {
      String count = smallest == largest ? "" + largest : smallest + " to " + largest;
      throw refuse(name, "must be a list of " + count + " elements");
    }
    return value.size();
  }

  /** One element of a list whose {@linkplain #size size} was read. */
  public JsonFields element(String name, int index) throws FormatException {
    return new JsonFields(node.get(name).get(index), path, child(name) + "[" + index + "]");
  }

  /**
   * Counts of examples, a list for each label; nothing is allocated that the file does not hold.
   */
  public Confusion confusion(String name, int classes) throws FormatException {
    JsonNode rows = required(name);
    if (!rows.isArray()
        || rows.size() != classes
        || !StreamSupport.stream(rows.spliterator(), false)
            .allMatch(row -> row.isArray() && row.size() == classes)) {
      throw refuse(name, "must be " + classes + " lists of " + classes + " counts");
    }
    Confusion confusion = new Confusion(classes);
    long all = 0;
    for (int label = 0; label < classes; label++) {
      for (int predicted = 0; predicted < classes; predicted++) {
        JsonNode count = rows.get(label).get(predicted);
        boolean fits =
            count.isIntegralNumber() && count.canConvertToLong() && count.longValue() >= 0;
        if (!fits || count.longValue() > MOST_EXAMPLES - all) {
          throw refuse(
              name + "[" + label + "][" + predicted + "]",
              "must be a whole number of at least 0, all together at most "
                  + MOST_EXAMPLES
                  + ", but was "
                  + count);
        }
        all += count.longValue();
        confusion.add(label, predicted, count.longValue());
      }
    }
    return confusion;
  }

  /** A list of so many whole numbers, none negative. */
  public List<Long> wholes(String name, int length) throws FormatException {
    List<Long> wholes = new ArrayList<>();
    size(name, length, length);
    for (JsonNode value : node.get(name)) {
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw refuse(name, "must be a list of whole numbers of at least 0, but one was " + value);
      }
      wholes.add(value.longValue());
    }
    return wholes;
  }

  /** A list of so many finite numbers. */
  public List<Double> numbers(String name, int length) throws FormatException {
    return numbers(name, length, length);
  }

  /** A list of finite numbers, between so few and so many of them. */
  public List<Double> numbers(String name, int fewest, int most) throws FormatException {
    List<Double> numbers = new ArrayList<>();
    size(name, fewest, most);
    for (JsonNode value : node.get(name)) {
      if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
        throw refuse(name, "must be a list of numbers, but one was " + value);
      }
      numbers.add(value.doubleValue());
    }
    return numbers;
  }

  /** A list of texts. */
  public List<String> texts(String name, int largest) throws FormatException {
    return texts(name, largest, LARGEST_TEXT);
  }

  /** A list of at most so many texts of at most so many characters. */
  public List<String> texts(String name, int largest, int longest) throws FormatException {
    List<String> texts = new ArrayList<>();
    int size = size(name, 0, largest);
    for (int i = 0; i < size; i++) {
      JsonNode text = node.get(name).get(i);
      if (!text.isTextual() || text.textValue().length() > longest) {
        throw refuse(name + "[" + i + "]", "must be text of at most " + longest + " characters");
      }
      texts.add(text.textValue());
    }
    return texts;
  }

  /** Names of all fields. */
  public List<String> names() {
    Iterable<String> names = node::fieldNames;
    return StreamSupport.stream(names.spliterator(), false).toList();
  }

  public FormatException refuse(String name, String reason) {
    return new FormatException(path, child(name), reason);
  }

  /** For a fault of the object as a whole. */
  public FormatException refuse(String reason) {
    return new FormatException(path, where.isEmpty() ? "top" : where, reason);
  }

  private JsonNode required(String name) throws FormatException {
    return Optional.ofNullable(node.get(name)).orElseThrow(() -> refuse(name, "is missing"));
  }

  private String child(String name) {
    return where.isEmpty() ? name : where + "." + name;
  }
}

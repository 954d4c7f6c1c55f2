package org.fbnetspark.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.fbnetspark.domain.evaluation.Confusion;
import org.fbnetspark.domain.name.Nearest;
import org.fbnetspark.domain.shape.ImageShape;

/** The fields of one JSON object, each read with its bounds; errors name file and field. */
final class JsonFields {

  private static final int LARGEST_TEXT = 1_000;
  private static final int LARGEST_SIDE = 16_384;
  private static final int LARGEST_CHANNELS = 1_000_000;
  private static final long MOST_EXAMPLES = 1_000_000_000_000L;

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

  /** The fields of a whole file, once its {@code format} and {@code version} are the given ones. */
  static JsonFields ofFile(byte[] bytes, String path, String format, int version)
      throws FormatException {
    JsonFields fields = new JsonFields(Json.parse(bytes, path), path, "");
    String found = fields.text("format");
    if (!found.equals(format)) {
      throw fields.refuse("format", "must be " + format + ", but was " + found);
    }
    long number = fields.whole("version", 0, Integer.MAX_VALUE);
    if (number != version) {
      throw fields.refuse(
          "version", "this release reads version " + version + ", but was " + number);
    }
    return fields;
  }

  /**
   * The fields of one line of a file of JSON objects, a line each.
   *
   * @param number of the line, from 1
   */
  static JsonFields ofLine(String line, String path, int number) throws FormatException {
    return new JsonFields(Json.line(line, path, number), path + ", line " + number, "");
  }

  /** Refuses fields of other names. */
  JsonFields only(List<String> known) throws FormatException {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw refuse(name, "is not known" + Nearest.hint(name, known));
      }
    }
    return this;
  }

  boolean has(String name) {
    return node.has(name);
  }

  String text(String name) throws FormatException {
    return text(name, LARGEST_TEXT);
  }

  /** A text of at most so many characters. */
  String text(String name, int longest) throws FormatException {
    JsonNode value = required(name);
    if (!value.isTextual() || value.textValue().length() > longest) {
      throw refuse(name, "must be text of at most " + longest + " characters");
    }
    return value.textValue();
  }

  long whole(String name, long smallest, long largest) throws FormatException {
    JsonNode value = required(name);
    boolean fits = value.isIntegralNumber() && value.canConvertToLong();
    if (!fits || value.longValue() < smallest || value.longValue() > largest) {
      throw refuse(
          name,
          "must be a whole number from " + smallest + " to " + largest + ", but was " + value);
    }
    return value.longValue();
  }

  double number(String name) throws FormatException {
    JsonNode value = required(name);
    if (!value.isNumber()) {
      throw refuse(name, "must be a number, but was " + value);
    }
    return value.doubleValue();
  }

  boolean truth(String name) throws FormatException {
    JsonNode value = required(name);
    if (!value.isBoolean()) {
      throw refuse(name, "must be true or false, but was " + value);
    }
    return value.booleanValue();
  }

  /** Height, width and channels. */
  ImageShape shape(String name) throws FormatException {
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

  JsonFields object(String name) throws FormatException {
    return new JsonFields(required(name), path, child(name));
  }

  /** Number of elements of a list that has some. */
  int size(String name, int largest) throws FormatException {
    return size(name, 1, largest);
  }

  /** Number of elements of a list. */
  int size(String name, int smallest, int largest) throws FormatException {
    JsonNode value = required(name);
    if (!value.isArray() || value.size() < smallest || value.size() > largest) {
      throw refuse(name, "must be a list of " + smallest + " to " + largest + " elements");
    }
    return value.size();
  }

  /** One element of a list whose {@linkplain #size size} was read. */
  JsonFields element(String name, int index) throws FormatException {
    return new JsonFields(node.get(name).get(index), path, child(name) + "[" + index + "]");
  }

  /** Counts of examples, a list for each label. */
  Confusion confusion(String name, int classes) throws FormatException {
    JsonNode rows = required(name);
    Confusion confusion = new Confusion(classes);
    boolean fits = rows.isArray() && rows.size() == classes;
    for (int label = 0; fits && label < classes; label++) {
      JsonNode row = rows.get(label);
      fits = row.isArray() && row.size() == classes;
      for (int predicted = 0; fits && predicted < classes; predicted++) {
        JsonNode count = row.get(predicted);
        fits =
            count.isIntegralNumber()
                && count.longValue() >= 0
                && count.longValue() <= MOST_EXAMPLES;
        confusion.add(label, predicted, count.longValue());
      }
    }
    if (!fits) {
      throw refuse(
          name,
          "must be "
              + classes
              + " lists of "
              + classes
              + " whole numbers from 0 to "
              + MOST_EXAMPLES);
    }
    return confusion;
  }

  /** A list of texts. */
  List<String> texts(String name, int largest) throws FormatException {
    return texts(name, largest, LARGEST_TEXT);
  }

  /** A list of at most so many texts of at most so many characters. */
  List<String> texts(String name, int largest, int longest) throws FormatException {
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

  /** A list of one number at least and at most so many. */
  List<Double> numbers(String name, int largest) throws FormatException {
    List<Double> numbers = new ArrayList<>();
    int size = size(name, largest);
    for (int i = 0; i < size; i++) {
      JsonNode number = node.get(name).get(i);
      if (!number.isNumber()) {
        throw refuse(name + "[" + i + "]", "must be a number, but was " + number);
      }
      numbers.add(number.doubleValue());
    }
    return numbers;
  }

  /** Names of all fields. */
  List<String> names() {
    Iterable<String> names = node::fieldNames;
    return StreamSupport.stream(names.spliterator(), false).toList();
  }

  FormatException refuse(String name, String reason) {
    return new FormatException(path, child(name), reason);
  }

  /** For a fault of the object as a whole. */
  FormatException refuse(String reason) {
    return new FormatException(path, where.isEmpty() ? "top" : where, reason);
  }

  private JsonNode required(String name) throws FormatException {
    return Optional.ofNullable(node.get(name)).orElseThrow(() -> refuse(name, "is missing"));
  }

  private String child(String name) {
    return where.isEmpty() ? name : where + "." + name;
  }
}

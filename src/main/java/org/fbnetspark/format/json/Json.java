package org.fbnetspark.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * How all our JSON is read and written: strictly, and the same bytes on every platform. No file of
 * ours is nested deeper or has longer numbers than are read here.
 */
public final class Json {

  private static final int DEEPEST = 32;
  private static final int LONGEST_NUMBER = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .build())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectWriter PRETTY = MAPPER.writer(new Layout());

  private static final ObjectWriter EMBEDDED =
      MAPPER.writer(new HtmlEscapes()).with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private Json() {}

  /** Indented, ended by a line feed. */
  public static String pretty(JsonNode document) {
    try {
      return PRETTY.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A JSON tree could not be written", e);
    }
  }

  /** Adds a shape as {@code [height, width, channels]}. */
  public static void shape(ObjectNode node, String name, ImageShape shape) {
    node.putArray(name).add(shape.height()).add(shape.width()).add(shape.channels());
  }

  /** The document in these bytes; of the file's path only messages are made. */
  public static JsonNode parse(byte[] bytes, String path) throws FormatException {
    return parse(bytes, path, 1);
  }

  /** The document in these bytes, which begin on a line of the file, counted from 1. */
  public static JsonNode parse(byte[] bytes, String path, int firstLine) throws FormatException {
    try {
      return MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      String where =
          Optional.ofNullable(e.getLocation())
              .map(location -> "line " + (firstLine - 1 + location.getLineNr()))
              .orElse(firstLine == 1 ? "as a whole" : "line " + firstLine);
      throw new FormatException(path, where, e.getOriginalMessage());
    } catch (IOException e) {
      throw new FormatException(path, "line " + firstLine, String.valueOf(e.getMessage()));
    }
  }

  /**
   * One line that can stand in a script element of a page: nothing in it ends the element, begins a
   * comment or breaks a line, for all that could is written as an escape.
   */
  public static String embedded(JsonNode document) {
    try {
      return EMBEDDED.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A JSON tree could not be written", e);
    }
  }

  /** Escapes what HTML gives a meaning; other escapes are JSON's own. */
  private static final class HtmlEscapes extends CharacterEscapes {

    private static final long serialVersionUID = 1L;

    private final int[] escapes = standardAsciiEscapesForJSON();

    HtmlEscapes() {
      for (char special : "<>&'".toCharArray()) {
        escapes[special] = ESCAPE_STANDARD;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
      return null;
    }
  }

  /** Two blanks a level, a line feed on every platform, no blank before a colon. */
  private static final class Layout extends DefaultPrettyPrinter {

    private static final long serialVersionUID = 1L;

    Layout() {
      _objectIndenter = new DefaultIndenter("  ", "\n");
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
      return new Layout();
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator generator) throws IOException {
      generator.writeRaw(": ");
    }
  }
}

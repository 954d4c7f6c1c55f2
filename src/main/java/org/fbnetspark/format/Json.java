package org.fbnetspark.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
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

/** How all our JSON is read and written: strictly, and the same bytes on every platform. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectWriter PRETTY = MAPPER.writer(new Layout());

  private Json() {}

  /** Indented, ended by a line feed. */
  static String pretty(JsonNode document) {
    try {
      return PRETTY.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A JSON tree could not be written", e);
    }
  }

  /** Adds a shape as {@code [height, width, channels]}. */
  static void shape(ObjectNode node, String name, ImageShape shape) {
    node.putArray(name).add(shape.height()).add(shape.width()).add(shape.channels());
  }

  /** The document in these bytes; of the file's path only messages are made. */
  static JsonNode parse(byte[] bytes, String path) throws FormatException {
    try {
      return MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      String where =
          Optional.ofNullable(e.getLocation())
              .map(location -> "line " + location.getLineNr())
              .orElse("as a whole");
      throw new FormatException(path, where, e.getOriginalMessage());
    } catch (IOException e) {
      throw new FormatException(path, "its start", e.getMessage());
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

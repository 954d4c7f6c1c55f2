package org.fbnetspark.format.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void isWrittenTheSameEverywhere() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("a", 1).putObject("b").put("c", "d");
    assertThat(Json.pretty(document))
        .isEqualTo("{\n  \"a\": 1,\n  \"b\": {\n    \"c\": \"d\"\n  }\n}\n");
  }

  @Test
  void hostileDocumentsAreRefused() {
    refuse("[".repeat(100_000), "depth");
    refuse("{\"a\": 1, \"a\": 2}", "Duplicate field");
    refuse("{} {}", "Trailing");
    refuse("{\"a\": " + "9".repeat(100_000) + "}", "length");
  }

  @Test
  void numbersAreFinite() throws FormatException {
    byte[] file = bytes("{\"format\": \"f\", \"version\": 1, \"x\": 1e999, \"y\": -1, \"z\": 1.5}");
    JsonFields fields = JsonFields.ofFile(file, "/t/f.json", "f", 1);
    assertThatThrownBy(() -> fields.number("x")).hasMessageContaining("x: must be a number");
    assertThatThrownBy(() -> fields.amount("y")).hasMessageContaining("of at least 0, but was -1");
    assertThatThrownBy(() -> fields.share("z")).hasMessageContaining("from 0 to 1, but was 1.5");
    assertThat(fields.number("y")).isEqualTo(-1);
  }

  @Test
  void linesAreReadOneByOne() throws FormatException {
    assertThat(JsonFields.ofLines(bytes(""), "/t/f.jsonl")).isEmpty();
    assertThat(JsonFields.ofLines(bytes("{}\n{}"), "/t/f.jsonl")).hasSize(2);
    assertThatThrownBy(() -> JsonFields.ofLines(bytes("{}\n{} {}\n"), "/t/f.jsonl"))
        .hasMessageStartingWith("/t/f.jsonl, line 2: ");
    byte[] badUtf8 = {'{', '"', (byte) 0xff, '"', ':', '1', '}', '\n'};
    assertThatThrownBy(() -> JsonFields.ofLines(badUtf8, "/t/f.jsonl"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("/t/f.jsonl, line 1: ");
  }

  @Test
  void longReasonsAreCut() {
    String text = "\"" + "x".repeat(100_000) + "\"";
    String file = "{\"format\": \"f\", \"version\": " + text + "}";
    FormatException refused =
        catchThrowableOfType(
            FormatException.class, () -> JsonFields.ofFile(bytes(file), "/t/f.json", "f", 1));
    assertThat(refused.getMessage()).startsWith("/t/f.json, version: ").hasSizeLessThan(1_100);
  }

  private static void refuse(String text, String message) {
    assertThatThrownBy(() -> Json.parse(bytes(text), "/t/f.json"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("/t/f.json, ")
        .hasMessageContaining(message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package org.fbnetspark.report;

/**
 * What a page's charts draw, as JSON. It stands in a script element, where nothing can be escaped
 * any more, so text that HTML would look into is refused.
 *
 * @param json one JSON document without {@code <}, {@code >}, {@code &} and line separators
 */
public record ChartData(String json) {

  /** Refuses text that could end its element. */
  public ChartData {
    if (json.chars().anyMatch(c -> c == '<' || c == '>' || c == '&' || c > '~')) {
      throw new IllegalArgumentException(
          "The data of charts must have <, >, & and all beyond ASCII written as escapes");
    }
  }
}

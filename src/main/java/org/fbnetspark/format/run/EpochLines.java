package org.fbnetspark.format.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.JsonFields;

/** A file of JSON objects, a line for each epoch, in order and without a gap. */
public final class EpochLines {

  private static final int MOST_EPOCHS = 1_000_000;

  private EpochLines() {}

  /** The objects, whose epochs follow each other. */
  static List<JsonFields> of(byte[] bytes, String path) throws FormatException {
    List<JsonFields> lines = JsonFields.ofLines(bytes, path);
    for (int i = 0; i < lines.size(); i++) {
      int epoch = epoch(lines.get(i));
      int expected = epoch(lines.get(0)) + i;
      if (epoch != expected) {
        throw lines
            .get(i)
            .refuse("epoch", "must be " + expected + ", behind the line before, but was " + epoch);
      }
    }
    return lines;
  }

  /** The epoch of a line, counted from 0. */
  static int epoch(JsonFields line) throws FormatException {
    return (int) line.whole("epoch", 0, MOST_EPOCHS);
  }

  /**
   * The text of the lines before an epoch.
   *
   * @param path the file, for messages
   * @throws FormatException naming the line that is damaged or out of order
   */
  public static List<String> before(int epoch, byte[] bytes, String path) throws FormatException {
    List<String> texts = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    List<String> kept = new ArrayList<>();
    for (JsonFields line : of(bytes, path)) {
      if (epoch(line) < epoch) {
        kept.add(texts.get(kept.size()));
      }
    }
    return kept;
  }
}

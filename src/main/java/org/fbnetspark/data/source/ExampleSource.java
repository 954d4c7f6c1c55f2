package org.fbnetspark.data.source;

import java.io.IOException;
import java.util.List;

/** Examples in a format of the world outside. */
public interface ExampleSource {

  /** What it is, for the manifest. */
  String description();

  /**
   * Gives every example once, in an order that the source's files alone decide.
   *
   * @return names of the classes; the position in the list is the label that examples were given
   *     under
   * @throws IOException where the source as a whole is not usable: with file, offset and reason
   */
  List<String> read(ExampleSink sink) throws IOException;
}

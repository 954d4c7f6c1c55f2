package org.fbnetspark.data.source;

import java.io.IOException;

/** What takes the examples of a source. */
public interface ExampleSink {

  /** Takes one example. */
  void accept(RawExample example) throws IOException;

  /** Notes something that looked like an example but cannot be used. */
  void skip(String name, String reason);

  /** Says something about the source as a whole that a user should know. */
  void note(String text);

  /**
   * Notes how far the source has been read.
   *
   * @param share of the source, in [0, 1]
   */
  void reached(double share);
}

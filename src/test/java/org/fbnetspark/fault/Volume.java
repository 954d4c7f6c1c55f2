package org.fbnetspark.fault;

import java.io.IOException;

/** What files of one trial lie on, and what can befall it. */
interface Volume extends AutoCloseable {

  /** Full path of its root. */
  String path();

  /** Leaves no byte. */
  void fill() throws IOException;

  /** Takes no more writes. */
  void freeze() throws IOException;

  /** Undoes both. */
  void mend() throws IOException;

  @Override
  void close() throws IOException;
}

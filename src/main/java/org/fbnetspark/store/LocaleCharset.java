package org.fbnetspark.store;

import java.io.IOException;
import java.nio.charset.Charset;

/**
 * The charset in which a process exchanges names of files with its system. It comes from the
 * locale; what it lacks is lost both ways without a word of Java's, so that a file is not found, or
 * is written under another name.
 *
 * @param charset what names must consist of
 */
record LocaleCharset(Charset charset) {

  /** What Java puts for bytes that are no character. */
  private static final char LOST = '\uFFFD';

  /** Of this process. */
  static final LocaleCharset HERE =
      new LocaleCharset(Charset.forName(System.getProperty("sun.jnu.encoding")));

  /**
   * Refuses a name that the charset has lost, or would lose.
   *
   * @param local whether the name goes through the charset, or has come through it at most
   */
  void check(String name, boolean local) throws IOException {
    boolean lost = name.indexOf(LOST) >= 0;
    if (lost || (local && !charset.newEncoder().canEncode(name))) {
      throw new IOException(
          name
              + (lost ? " was not read right: a name in it" : " cannot be opened: it")
              + " is beyond the charset "
              + charset
              + " of the locale. Start under one of UTF-8, such as LC_ALL=C.UTF-8, and executors"
              + " with --conf spark.executorEnv.LC_ALL=C.UTF-8; a name that is not UTF-8 must be"
              + " changed");
    }
  }
}

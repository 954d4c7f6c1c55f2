package org.fbnetspark.data.source;

import java.io.IOException;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rule that names of classes keep. */
public final class ClassNames {

  private ClassNames() {}

  /**
   * Refuses names that are equal up to case or to the encoding of accents: two folders that a
   * person takes for one class.
   *
   * @param source where they are from, for the message
   */
  public static void check(String source, List<String> names) throws IOException {
    Map<String, String> seen = new HashMap<>();
    for (String name : names) {
      String before = seen.put(plain(name), name);
      if (before != null) {
        throw new IOException(
            source
                + ": class '"
                + name
                + "' is there twice, also as '"
                + before
                + "'; merge or rename them");
      }
    }
  }

  /** Whether a person takes both for one class. */
  static boolean alike(String one, String other) {
    return plain(one).equals(plain(other));
  }

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
  }
}

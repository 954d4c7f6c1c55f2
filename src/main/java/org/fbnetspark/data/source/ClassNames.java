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
   */
  public static void check(List<String> names) throws IOException {
    Map<String, String> seen = new HashMap<>();
    for (String name : names) {
      String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).strip();
      String before = seen.put(plain.toLowerCase(Locale.ROOT), name);
      if (before != null) {
        throw new IOException(
            "Class '" + name + "' is there twice, also as '" + before + "'; merge or rename them");
      }
    }
  }
}

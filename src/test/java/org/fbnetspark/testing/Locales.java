package org.fbnetspark.testing;

import java.util.List;
import java.util.Locale;

/** Locales whose digits or letters are not those of files, for tests that must not notice. */
public final class Locales {

  private Locales() {}

  /** Three that write other digits, and one whose small I has no dot. */
  public static List<String> foreign() {
    return List.of("ar-EG", "fa-IR", "mr-IN", "tr-TR");
  }

  /** What a test does. */
  public interface Body {
    void run() throws Exception;
  }

  /** Runs with another default locale, and puts the old one back. */
  public static void under(String tag, Body body) throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      body.run();
    } finally {
      Locale.setDefault(before);
    }
  }
}

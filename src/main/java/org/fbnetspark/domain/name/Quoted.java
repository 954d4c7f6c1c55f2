package org.fbnetspark.domain.name;

import java.util.Locale;

/**
 * Text from a file or a command line as it may stand in a message: short, on one line, without
 * characters that a terminal acts on or that hide others.
 */
public final class Quoted {

  private static final int LONGEST = 200;

  private Quoted() {}

  /** The text, of which at most {@value #LONGEST} characters are shown. */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /** The text, of which at most so many characters are shown. */
  public static String of(String text, int longest) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(longest).forEach(c -> append(shown, c));
    return text.codePointCount(0, text.length()) <= longest ? shown.toString() : shown + "...";
  }

  private static void append(StringBuilder shown, int character) {
    switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          shown.append(String.format(Locale.ROOT, "\\u%04x", character));
      default -> shown.appendCodePoint(character);
    }
  }
}

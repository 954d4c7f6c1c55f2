package org.fbnetspark.config;

/**
 * What a look at the characters of a HOCON text tells before it is parsed. Brackets in quotes and
 * comments do not count; a reference in quotes may, for it is harmless to think a text larger.
 *
 * @param depth levels of objects, lists and dotted keys that could lie within each other
 * @param substitutions references to other values: {@code ${...}} and {@code +=}
 */
record HoconShape(int depth, int substitutions) {

  static HoconShape of(String text) {
    int open = 0;
    int dots = 0;
    int deepest = 0;
    int references = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at = behindQuotes(text, at) - 1;
      } else if (c == '#' || text.startsWith("//", at)) {
        at = behindLine(text, at) - 1;
        dots = 0;
      } else if (c == '{' || c == '[') {
        open++;
        deepest = Math.max(deepest, open + dots);
        dots = 0;
      } else if (c == '}' || c == ']') {
        open--;
        dots = 0;
      } else if (c == '.') {
        deepest = Math.max(deepest, open + ++dots);
      } else if (c == '\n' || c == ',' || c == '=' || c == ':') {
        dots = 0;
      }
      references += text.startsWith("${", at) || text.startsWith("+=", at) ? 1 : 0;
    }
    return new HoconShape(deepest, references);
  }

  private static int behindQuotes(String text, int start) {
    if (text.startsWith("\"\"\"", start)) {
      int end = text.indexOf("\"\"\"", start + 3);
      return end < 0 ? text.length() : end + 3;
    }
    for (int at = start + 1; at < text.length(); at++) {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.charAt(at) == '"' || text.charAt(at) == '\n') {
        return at + 1;
      }
    }
    return text.length();
  }

  private static int behindLine(String text, int start) {
    int end = text.indexOf('\n', start);
    return end < 0 ? text.length() : end + 1;
  }
}

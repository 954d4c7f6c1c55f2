package org.fbnetspark.report;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What tests of pages look into. */
final class Markup {

  /** A text that would be markup, or end some, where it is not escaped. */
  static final String HOSTILE = "</script><img src=x onerror=alert(1)>\"'&<!--";

  private Markup() {}

  /** All but the programs and styles, which are ours and hold markup in their texts. */
  static String of(String page) {
    return page.replaceAll("(?s)<script>.*?</script>|<style>.*?</style>", "");
  }

  /** Every part of a text that a pattern finds. */
  static List<String> found(String regex, String text) {
    return Pattern.compile(regex).matcher(text).results().map(MatchResult::group).toList();
  }
}

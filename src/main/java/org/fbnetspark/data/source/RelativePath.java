package org.fbnetspark.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Names in trees of files, which may hold anything. */
final class RelativePath {

  private static final int MAX_CHARACTERS = 4096;

  /**
   * What systems leave in folders of their own accord; names with a dot before go without saying.
   */
  private static final Set<String> OF_SYSTEMS =
      Set.of(
          "__macosx",
          "@eadir",
          "#recycle",
          "$recycle.bin",
          "system volume information",
          "lost+found",
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini");

  private RelativePath() {}

  /** The path in its shortest form; nothing where it leaves its tree or is no path. */
  static Optional<String> of(String name) {
    if (name.startsWith("/")
        || name.matches("[A-Za-z]:.*")
        || name.indexOf('\\') >= 0
        || name.length() > MAX_CHARACTERS
        || name.chars().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/")) {
      if (part.equals("..")) {
        return Optional.empty();
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return Optional.of(String.join("/", parts));
  }

  /**
   * The path down to its first hidden part, which begins with a dot or is of the kind that systems
   * leave; nothing where every part counts.
   */
  static Optional<String> hidden(String path) {
    int start = 0;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      String part = path.substring(start, end);
      if (part.startsWith(".") || OF_SYSTEMS.contains(part.toLowerCase(Locale.ROOT))) {
        return Optional.of(path.substring(0, end));
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  /** The part above the last; empty at the root. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** The last part. */
  static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A name that may be printed whatever it holds. */
  static String printable(String name) {
    String shown = visible(name);
    return shown.length() > 200 ? shown.substring(0, 200) + "…" : shown;
  }

  /** As above, at any length. */
  static String visible(String text) {
    return text.replaceAll("[\\p{Cntrl}\uFFFD]", "?");
  }
}

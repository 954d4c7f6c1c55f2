package org.fbnetspark.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names in archives, which may hold anything. */
final class RelativePath {

  private static final int MAX_CHARACTERS = 4096;

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
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    return shown.length() > 200 ? shown.substring(0, 200) + "…" : shown;
  }
}

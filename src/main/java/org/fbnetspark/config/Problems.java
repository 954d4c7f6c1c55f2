package org.fbnetspark.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.fbnetspark.domain.name.Nearest;
import org.fbnetspark.domain.name.Quoted;

/** Collects what is wrong, so that one refusal can name all of it. */
final class Problems {

  private static final int LONGEST_RULE = 1_000;

  /** How the library adds a line, or several, to the origin of a text. */
  private static final Pattern LINES = Pattern.compile(": ([0-9]+(-[0-9]+)?)$");

  private final List<Problem> found = new ArrayList<>();

  void add(String key, ConfigValue value, String rule) {
    add(key, Quoted.of(value.render(ConfigRenderOptions.concise())), value.origin(), rule);
  }

  /** A value that nobody is to read. */
  void addSecret(String key, ConfigValue value, String rule) {
    add(key, "(not shown)", value.origin(), rule);
  }

  private void add(String key, String value, ConfigOrigin origin, String rule) {
    Problem problem =
        new Problem(Quoted.of(key), value, where(origin), Quoted.of(rule, LONGEST_RULE));
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  /** Whether a rule would only follow from one that is broken already. */
  boolean follows(String key, String rule) {
    return found.stream()
        .map(Problem::key)
        .anyMatch(broken -> broken.equals(key) || broken.contains(".") && rule.contains(broken));
  }

  void addUnknown(String key, ConfigValue value, Collection<String> known) {
    add(key, value, "unknown key" + Nearest.hint(key, known));
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigRefused(found);
    }
  }

  static String where(ConfigOrigin origin) {
    String place = origin.description();
    return place.startsWith("--set") ? "--set" : LINES.matcher(place).replaceFirst(":$1");
  }
}

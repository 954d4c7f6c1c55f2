package org.fbnetspark.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.fbnetspark.domain.name.Nearest;

/** Collects what is wrong, so that one refusal can name all of it. */
final class Problems {

  private final List<Problem> found = new ArrayList<>();

  void add(String key, ConfigValue value, String rule) {
    String text = value.render(ConfigRenderOptions.concise());
    Problem problem = new Problem(key, text, where(value.origin()), rule);
    if (!found.contains(problem)) {
      found.add(problem);
    }
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
    String place = origin.filename() == null ? origin.description() : origin.filename();
    if (place.startsWith("--set")) {
      return "--set";
    }
    return origin.lineNumber() < 0 || origin.filename() == null
        ? place
        : place + ":" + origin.lineNumber();
  }
}

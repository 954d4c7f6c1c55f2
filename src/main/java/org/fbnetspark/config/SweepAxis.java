package org.fbnetspark.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The values that a sweep gives to a key.
 *
 * @param key a key, or a section whose keys each value sets
 * @param values at least one, none twice
 */
record SweepAxis(String key, List<ConfigValue> values) {

  private static final int LONGEST_VALUE = 40;
  private static final int LONGEST_CUT = 24;
  private static final int HASH_DIGITS = 6;
  private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9.+-]+");
  private static final Pattern ENDS = Pattern.compile("^[-.+]+|[-.+]+$");

  SweepAxis {
    values = List.copyOf(values);
  }

  /** The end of the key, by as many names as tell it from the keys of the other axes. */
  String shortKey(Collection<String> keys) {
    String[] names = key.split("\\.");
    String end = "";
    for (int i = names.length - 1; i >= 0; i--) {
      end = names[i] + (end.isEmpty() ? "" : "." + end);
      String suffix = end;
      if (keys.stream().filter(k -> ("." + k).endsWith("." + suffix)).count() == 1) {
        return suffix;
      }
    }
    return key;
  }

  /** Every single key that a value sets. */
  Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    values.forEach(value -> collect(key, value, keys));
    return keys;
  }

  /** Every single key that a value under a key sets: itself, or those in it. */
  static void collect(String key, ConfigValue value, Collection<String> keys) {
    if (value instanceof ConfigObject object) {
      object.forEach(
          (name, inner) -> collect(key.isEmpty() ? name : key + "." + name, inner, keys));
    } else {
      keys.add(key);
    }
  }

  /** The first key of some that one of others covers, or lies in; empty where there is none. */
  static Optional<String> overlap(Collection<String> keys, Collection<String> others) {
    return keys.stream()
        .filter(
            key ->
                others.stream()
                    .anyMatch(
                        other ->
                            key.equals(other)
                                || key.startsWith(other + ".")
                                || other.startsWith(key + ".")))
        .findFirst();
  }

  /**
   * A value as part of a file's name: itself where it may be, else what of it may be and a few
   * digits of its checksum. It is the same whatever other values there are.
   */
  static String slug(ConfigValue value) {
    if (value.valueType() == ConfigValueType.NULL) {
      return "none";
    }
    return slug(
        value.valueType() == ConfigValueType.STRING || value.valueType() == ConfigValueType.NUMBER
            ? value.unwrapped().toString()
            : value.render(ConfigRenderOptions.concise()));
  }

  /** The same of a text. */
  static String slug(String text) {
    // Paths differ in their ends, by which people know them.
    String end = text.substring(text.lastIndexOf('/') + 1).replaceFirst("\\.(json|csv|conf)$", "");
    String plain = ENDS.matcher(OTHERS.matcher(end).replaceAll("-")).replaceAll("");
    return plain.equals(text) && plain.length() <= LONGEST_VALUE
        ? plain
        : (plain.isEmpty() ? "" : plain.substring(0, Math.min(plain.length(), LONGEST_CUT)) + "-")
            + ConfigFile.sha256(text).substring(0, HASH_DIGITS);
  }
}

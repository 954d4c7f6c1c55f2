package org.fbnetspark.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Typed reading of one configuration. A value that breaks its rule is noted and the default is read
 * in its place, so that reading goes on and every problem is found.
 */
final class Keys {

  private static final Range INT = new Range(Integer.MIN_VALUE, true, Integer.MAX_VALUE);

  private final ConfigObject values;
  private final ConfigObject defaults;
  private final String prefix;
  private final Problems problems;
  private final Set<String> read;

  Keys(ConfigObject values, ConfigObject defaults, Problems problems) {
    this(values, defaults, "", problems, new TreeSet<>());
  }

  private Keys(
      ConfigObject values,
      ConfigObject defaults,
      String prefix,
      Problems problems,
      Set<String> read) {
    this.values = values;
    this.defaults = defaults;
    this.prefix = prefix;
    this.problems = problems;
    this.read = read;
  }

  /** Full paths of the keys asked for so far. */
  Set<String> read() {
    return read;
  }

  int integer(String key, Range range) {
    double number = number(key, "an integer", range, true);
    return (int) number;
  }

  long longInteger(String key) {
    ConfigValue value = valid(key, Keys::isIntegral, "must be an integer of 64 bits");
    return ((Number) value.unwrapped()).longValue();
  }

  double number(String key, Range range) {
    return number(key, "a number", range, false);
  }

  /** A number, or empty where the key is null. */
  OptionalDouble optionalNumber(String key, Range range) {
    return isNull(key)
        ? OptionalDouble.empty()
        : OptionalDouble.of(number(key, "null or a number", range, false));
  }

  boolean truth(String key) {
    ConfigValue value =
        valid(key, v -> v.valueType() == ConfigValueType.BOOLEAN, "must be true or false");
    return (Boolean) value.unwrapped();
  }

  String text(String key) {
    ConfigValue value =
        valid(
            key,
            v ->
                (v.valueType() == ConfigValueType.STRING || v.valueType() == ConfigValueType.NUMBER)
                    && !v.unwrapped().toString().isBlank(),
            "must be a text that is not empty");
    return value.unwrapped().toString();
  }

  /** A text, or empty where the key is null. */
  Optional<String> optionalText(String key) {
    return isNull(key) ? Optional.empty() : Optional.of(text(key));
  }

  /** What the text of a key stands for; the names allowed are those of the map. */
  <T> T named(String key, Map<String, T> names) {
    ConfigValue value =
        valid(
            key,
            v -> names.containsKey(String.valueOf(v.unwrapped())),
            "must be one of " + String.join(", ", new TreeSet<>(names.keySet())));
    return names.get(value.unwrapped().toString());
  }

  List<Double> numbers(String key, Range range) {
    String rule =
        "must be a list of numbers" + (range.toString().isEmpty() ? "" : ", each" + range);
    ConfigValue value =
        valid(
            key,
            v ->
                v instanceof ConfigList list
                    && list.stream().allMatch(item -> isNumber(item) && range.contains(real(item))),
            rule);
    return ((ConfigList) value).stream().map(Keys::real).toList();
  }

  List<String> texts(String key) {
    ConfigValue value =
        valid(
            key,
            v ->
                v instanceof ConfigList list
                    && list.stream().allMatch(i -> i.valueType() == ConfigValueType.STRING),
            "must be a list of texts");
    return ((ConfigList) value).stream().map(item -> (String) item.unwrapped()).toList();
  }

  /**
   * Reads each object of a list. Its keys have no defaults in {@code reference.conf}; those that
   * the reader does not ask for are unknown.
   */
  <T> List<T> objects(String key, ConfigObject elementDefaults, Function<Keys, T> reader) {
    ConfigValue value =
        valid(
            key,
            v ->
                v instanceof ConfigList list
                    && list.stream().allMatch(i -> i.valueType() == ConfigValueType.OBJECT),
            "must be a list of objects { ... }");
    List<T> elements = new ArrayList<>();
    for (ConfigValue item : (ConfigList) value) {
      String place = prefix + key + "[" + elements.size() + "].";
      Keys keys = new Keys((ConfigObject) item, elementDefaults, place, problems, new TreeSet<>());
      elements.add(reader.apply(keys));
      for (Map.Entry<String, ConfigValue> entry : ((ConfigObject) item).entrySet()) {
        if (!keys.read.contains(place + entry.getKey())) {
          problems.addUnknown(place + entry.getKey(), entry.getValue(), keys.read);
        }
      }
    }
    return elements;
  }

  /** Whether a key is null, that is, switched off. */
  boolean isNull(String key) {
    return value(key).valueType() == ConfigValueType.NULL;
  }

  /** Notes a rule that this key breaks together with others. */
  void refuse(String key, String rule) {
    problems.add(prefix + key, value(key), rule);
  }

  private double number(String key, String type, Range range, boolean integral) {
    Range allowed = integral && Double.isInfinite(range.high()) ? cap(range) : range;
    ConfigValue value =
        valid(
            key,
            v ->
                (integral ? isIntegral(v) && INT.contains(real(v)) : isNumber(v))
                    && allowed.contains(real(v)),
            "must be " + type + range);
    return real(value);
  }

  private static Range cap(Range range) {
    return new Range(range.low(), range.lowIncluded(), Integer.MAX_VALUE);
  }

  private ConfigValue valid(String key, Function<ConfigValue, Boolean> rule, String message) {
    ConfigValue value = value(key);
    if (rule.apply(value)) {
      return value;
    }
    problems.add(prefix + key, value, message);
    return find(defaults, key).orElseThrow();
  }

  private ConfigValue value(String key) {
    read.add(prefix + key);
    ConfigValue fallback =
        find(defaults, key)
            .orElseThrow(() -> new IllegalStateException("No default for " + prefix + key));
    return find(values, key).orElse(fallback);
  }

  static Optional<ConfigValue> find(ConfigObject object, String path) {
    ConfigValue at = object;
    for (String name : ConfigUtil.splitPath(path)) {
      at = at instanceof ConfigObject inner ? inner.get(name) : null;
    }
    return Optional.ofNullable(at);
  }

  private static boolean isNumber(ConfigValue value) {
    return value.valueType() == ConfigValueType.NUMBER;
  }

  private static boolean isIntegral(ConfigValue value) {
    return value.unwrapped() instanceof Integer || value.unwrapped() instanceof Long;
  }

  private static double real(ConfigValue value) {
    return ((Number) value.unwrapped()).doubleValue();
  }
}

package org.fbnetspark.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.fbnetspark.domain.name.Nearest;

/**
 * Typed reading of one configuration. A value that breaks its rule is noted and reading goes on
 * with the default, or where there is none with the least value allowed, so that every problem is
 * found; nothing is built from such values, for {@link ConfigFile#read} refuses in the end.
 */
final class Keys {

  private static final Range INT = Range.between(Integer.MIN_VALUE, Integer.MAX_VALUE);

  /** Left over from a shell; {@code ~/} is the user's home to every path of this project. */
  private static final Pattern SHELL = Pattern.compile("\\$\\{|^\\$[A-Za-z_]|^~[^/]");

  private final ConfigObject values;
  private final Optional<ConfigObject> defaults;
  private final String prefix;
  private final Problems problems;
  private final Set<String> read = new TreeSet<>();

  Keys(ConfigObject values, ConfigObject defaults, Problems problems) {
    this(values, Optional.of(defaults), "", problems);
  }

  private Keys(
      ConfigObject values, Optional<ConfigObject> defaults, String prefix, Problems problems) {
    this.values = values;
    this.defaults = defaults;
    this.prefix = prefix;
    this.problems = problems;
  }

  /** Every value that is not null as text, by its full key. */
  Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : values.toConfig().entrySet()) {
      texts.put(entry.getKey(), entry.getValue().unwrapped().toString());
    }
    return texts;
  }

  /** Full paths of the keys asked for so far. */
  Set<String> read() {
    return read;
  }

  int integer(String key, Range range) {
    Predicate<ConfigValue> rule = v -> isInteger(v) && range.contains(real(v));
    return valid(key, rule, "must be an integer" + range)
        .map(value -> (int) real(value))
        .orElse((int) range.least());
  }

  /** An integer, or empty where the key is null. */
  Optional<Integer> optionalInteger(String key, Range range) {
    return isNull(key) ? Optional.empty() : Optional.of(integer(key, range));
  }

  long longInteger(String key) {
    return longInteger(key, Keys::isIntegral, "must be an integer of 64 bits").orElse(0L);
  }

  long longInteger(String key, Range range) {
    Predicate<ConfigValue> rule = v -> isIntegral(v) && range.contains(real(v));
    return longInteger(key, rule, "must be an integer" + range).orElse((long) range.least());
  }

  private Optional<Long> longInteger(String key, Predicate<ConfigValue> allowed, String rule) {
    return valid(key, allowed, rule).map(value -> ((Number) value.unwrapped()).longValue());
  }

  double number(String key, Range range) {
    return valid(key, v -> isNumber(v) && range.contains(real(v)), "must be a number" + range)
        .map(Keys::real)
        .orElse(range.least());
  }

  /** A number, or empty where the key is null. */
  OptionalDouble optionalNumber(String key, Range range) {
    return isNull(key) ? OptionalDouble.empty() : OptionalDouble.of(number(key, range));
  }

  boolean truth(String key) {
    Predicate<ConfigValue> rule = v -> v.valueType() == ConfigValueType.BOOLEAN;
    return valid(key, rule, "must be true or false")
        .map(value -> (Boolean) value.unwrapped())
        .orElse(false);
  }

  String text(String key) {
    return valid(key, Keys::isText, "must be a text that is not empty")
        .map(value -> value.unwrapped().toString())
        .orElse("");
  }

  /** A path: a text without what a shell would have replaced, and nothing here does. */
  String path(String key) {
    String rule =
        "must be a path without ${...}, $NAME and ~name, which only a shell replaces: put the whole"
            + " of key=value into double quotes, or write the path in full";
    return valid(key, value -> isText(value) && !SHELL.matcher(plain(value)).find(), rule)
        .map(Keys::plain)
        .orElse("");
  }

  /** A path, or empty where the key is null. */
  Optional<String> optionalPath(String key) {
    return isNull(key) ? Optional.empty() : Optional.of(path(key));
  }

  /** A text, or empty where the key is null. */
  Optional<String> optionalText(String key) {
    return isNull(key) ? Optional.empty() : Optional.of(text(key));
  }

  /** One of these names. */
  String named(String key, Collection<String> names) {
    String found = find(key).map(value -> String.valueOf(value.unwrapped())).orElse("");
    String rule = "must be one of " + String.join(", ", names) + Nearest.hint(found, names);
    // What is refused may have no default; then any name will do.
    return valid(key, v -> names.contains(String.valueOf(v.unwrapped())), rule)
        .map(value -> value.unwrapped().toString())
        .orElse(names.iterator().next());
  }

  /** A constant of an enum, written in lower case with hyphens. */
  <E extends Enum<E>> E named(String key, Class<E> type) {
    Map<String, E> names = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      names.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    return names.get(named(key, names.keySet()));
  }

  List<Integer> integers(String key, Range range) {
    return list(
        key,
        "must be a list of integers, each" + range,
        item -> isInteger(item) && range.contains(real(item)),
        item -> (int) real(item));
  }

  List<Double> numbers(String key, Range range) {
    return list(
        key,
        "must be a list of numbers, each" + range,
        item -> isNumber(item) && range.contains(real(item)),
        Keys::real);
  }

  List<String> texts(String key) {
    return list(key, "must be a list of texts", Keys::isText, item -> item.unwrapped().toString());
  }

  /** Reads an object whose keys are the reader's to ask for; others are unknown. */
  <T> T object(String key, Function<Keys, T> reader) {
    Optional<ConfigValue> value = valid(key, Keys::isObject, "must be an object { ... }");
    String place = prefix + key + ".";
    return value
        .map(object -> element((ConfigObject) object, place, reader, problems))
        // What the keys of no object lack is not worth telling.
        .orElseGet(() -> element(ConfigFactory.empty().root(), place, reader, new Problems()));
  }

  /** Reads each object of a list, in the manner of {@link #object}. */
  <T> List<T> objects(String key, Function<Keys, T> reader) {
    List<ConfigObject> items =
        list(key, "must be a list of objects { ... }", Keys::isObject, item -> (ConfigObject) item);
    List<T> elements = new ArrayList<>();
    for (ConfigObject item : items) {
      elements.add(element(item, prefix + key + "[" + elements.size() + "].", reader, problems));
    }
    return elements;
  }

  /** The value as it is written, for others to read; in an element, empty where it is absent. */
  Optional<ConfigValue> value(String key) {
    return find(key);
  }

  /** Whether a key is null, that is, switched off; in an element, whether it is absent. */
  boolean isNull(String key) {
    return find(key).map(value -> value.valueType() == ConfigValueType.NULL).orElse(true);
  }

  /**
   * Notes a rule that this key breaks together with others; not where one of them is refused
   * already, for what stands in for its value is nobody's choice.
   */
  void refuse(String key, String rule) {
    if (!problems.follows(prefix + key, rule)) {
      problems.add(prefix + key, find(key).orElse(values), rule);
    }
  }

  /** As above, for a value that nobody is to read in a message. */
  void refuseSecret(String key, String rule) {
    problems.addSecret(prefix + key, find(key).orElse(values), rule);
  }

  private static <T> T element(
      ConfigObject item, String place, Function<Keys, T> reader, Problems problems) {
    Keys keys = new Keys(item, Optional.empty(), place, problems);
    T element = reader.apply(keys);
    for (String name : new TreeSet<>(item.keySet())) {
      String path = place + ConfigUtil.joinPath(name);
      if (!keys.read.contains(path)) {
        problems.addUnknown(path, item.get(name), keys.read);
      }
    }
    return element;
  }

  private <T> List<T> list(
      String key, String rule, Predicate<ConfigValue> allowed, Function<ConfigValue, T> reader) {
    return valid(key, v -> v instanceof ConfigList l && l.stream().allMatch(allowed), rule)
        .map(value -> ((ConfigList) value).stream().map(reader).toList())
        .orElse(List.of());
  }

  private Optional<ConfigValue> valid(String key, Predicate<ConfigValue> allowed, String rule) {
    Optional<ConfigValue> value = find(key);
    if (value.filter(allowed).isPresent()) {
      return value;
    }
    problems.add(
        prefix + key, value.orElse(values), value.isPresent() ? rule : "is missing; it " + rule);
    return defaults.flatMap(object -> at(object, key)).filter(allowed);
  }

  private Optional<ConfigValue> find(String key) {
    read.add(prefix + key);
    if (defaults.isPresent() && at(defaults.get(), key).isEmpty()) {
      throw new IllegalStateException("reference.conf has no " + prefix + key);
    }
    return at(values, key).or(() -> defaults.flatMap(object -> at(object, key)));
  }

  /** The value of a path, if there is one. */
  static Optional<ConfigValue> at(ConfigObject object, String path) {
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

  private static boolean isInteger(ConfigValue value) {
    return isIntegral(value) && INT.contains(real(value));
  }

  private static boolean isText(ConfigValue value) {
    return (value.valueType() == ConfigValueType.STRING || isNumber(value))
        && !value.unwrapped().toString().isBlank();
  }

  private static String plain(ConfigValue value) {
    return value.unwrapped().toString();
  }

  private static boolean isObject(ConfigValue value) {
    return value.valueType() == ConfigValueType.OBJECT;
  }

  private static double real(ConfigValue value) {
    return ((Number) value.unwrapped()).doubleValue();
  }
}

package org.fbnetspark.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fbnetspark.domain.name.Nearest;
import org.fbnetspark.experiment.SweepSettings;

/** Reads {@code sweep.*}, which belongs to no experiment. */
final class SweepSection {

  static final String NAME = "sweep";
  static final String AXES = "axes";

  private static final String AUTO = "auto";
  private static final int MOST_AT_A_TIME = 64;
  private static final int MOST_ATTEMPTS = 100;
  private static final int MOST_VALUES = 1_000;

  private final ConfigObject section;
  private final Problems problems;
  private final Keys keys;

  /**
   * A section.
   *
   * @param section what lies under the name, resolved
   * @param defaults likewise of the reference
   */
  SweepSection(ConfigObject section, ConfigObject defaults, Problems problems) {
    this.section = section;
    this.problems = problems;
    this.keys =
        new Keys(
            ConfigFactory.empty().root().withValue(NAME, section),
            ConfigFactory.empty().root().withValue(NAME, defaults),
            problems);
    for (String name : new TreeSet<>(section.keySet())) {
      if (!defaults.containsKey(name)) {
        problems.addUnknown(
            NAME + "." + name,
            section.get(name),
            defaults.keySet().stream().map(known -> NAME + "." + known).toList());
      }
    }
  }

  SweepSettings settings() {
    return new SweepSettings(
        keys.named(NAME + ".share", SweepSettings.Share.class),
        parallel(),
        keys.integer(NAME + ".attempts", Range.between(1, MOST_ATTEMPTS)));
  }

  private OptionalInt parallel() {
    String key = NAME + ".parallel";
    return keys.text(key).equals(AUTO)
        ? OptionalInt.empty()
        : OptionalInt.of(keys.integer(key, Range.between(1, MOST_AT_A_TIME)));
  }

  /** In the order of their keys. */
  List<SweepAxis> axes() {
    TreeMap<String, SweepAxis> axes = new TreeMap<>();
    if (section.get(AXES) instanceof ConfigObject object) {
      axes(List.of(), object, axes);
    } else {
      problems.add(NAME + "." + AXES, section.get(AXES), "must be an object { key = [values] }");
    }
    List<SweepAxis> all = List.copyOf(axes.values());
    for (int i = 0; i < all.size(); i++) {
      for (SweepAxis before : all.subList(0, i)) {
        requireApart(before, all.get(i));
      }
    }
    return all;
  }

  /** Of a key that two axes set, one value would be lost. */
  private void requireApart(SweepAxis before, SweepAxis axis) {
    SweepAxis.overlap(axis.keys(), before.keys())
        .ifPresent(
            key ->
                problems.add(
                    path(axis.key()),
                    axis.values().get(0),
                    "sets " + key + ", which " + path(before.key()) + " sets too"));
  }

  private static String path(String axis) {
    return NAME + "." + AXES + "." + axis;
  }

  private void axes(List<String> above, ConfigObject object, TreeMap<String, SweepAxis> axes) {
    for (String name : new TreeSet<>(object.keySet())) {
      List<String> names = new ArrayList<>(above);
      names.add(name);
      ConfigValue value = object.get(name);
      String key = String.join(".", names);
      String path = path(key);
      if (value instanceof ConfigObject inner) {
        axes(names, inner, axes);
      } else if (!(value instanceof ConfigList list)) {
        problems.add(path, value, "must be a list of values");
      } else if (ConfigFile.knownKeys().stream()
          .noneMatch(known -> known.equals(key) || known.startsWith(key + "."))) {
        problems.add(path, value, "unknown key" + Nearest.hint(key, ConfigFile.knownKeys()));
      } else if (axes.containsKey(key)) {
        problems.add(path, value, "is there twice");
      } else {
        axis(path, key, list, axes);
      }
    }
  }

  private void axis(String path, String key, ConfigList values, TreeMap<String, SweepAxis> axes) {
    Set<Object> found = new HashSet<>();
    if (values.isEmpty() || values.size() > MOST_VALUES) {
      problems.add(path, values, "must be a list of 1 to " + MOST_VALUES + " values");
    } else if (!values.stream().allMatch(value -> found.add(SweepAxis.slug(value)))) {
      problems.add(path, values, "has a value twice");
    } else {
      axes.put(key, new SweepAxis(key, values));
    }
  }
}

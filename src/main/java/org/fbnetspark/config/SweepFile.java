package org.fbnetspark.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fbnetspark.domain.name.Quoted;
import org.fbnetspark.experiment.SweepPoint;
import org.fbnetspark.experiment.SweepSettings;

/**
 * Several searches from configurations: of one file, whose keys are an experiment's and whose
 * section {@code sweep} has axes, a search for each combination of their values; or of a file for
 * each.
 *
 * @param settings how they are run
 * @param points the searches, whose names do not depend on each other
 * @param text a configuration that gives the same again; empty where there is a file for each
 */
public record SweepFile(SweepSettings settings, List<SweepPoint> points, Optional<String> text) {

  private static final int MOST_POINTS = 1_000;
  private static final int LONGEST_NAME = 150;
  private static final int LONGEST_MESSAGE = 1_000;
  private static final int MOST_NAMES = 5;
  private static final String NO_AXES = "point";

  /** Copies the list. */
  public SweepFile {
    points = List.copyOf(points);
  }

  /**
   * Reads a file with axes.
   *
   * @param overrides {@code key=value} each, of the experiment's keys or the sweep's
   * @throws ConfigRefused with all problems, each with the points that have it
   */
  public static SweepFile load(Path file, List<String> overrides) {
    Hocon hocon = Hocon.ofPerson();
    return of(hocon, ConfigFile.parseFile(hocon, file), overrides);
  }

  /**
   * The same of a text that a sweep has kept.
   *
   * @param origin where the text lies, for messages
   */
  public static SweepFile parse(String text, String origin, List<String> overrides) {
    Hocon hocon = Hocon.ofProgram();
    return of(hocon, hocon.text(text, origin), overrides);
  }

  /**
   * Reads a file for each search, which is named as its file is.
   *
   * @param overrides {@code key=value} each, of every experiment's keys or the sweep's
   * @throws ConfigRefused with all problems, each with the points that have it
   */
  public static SweepFile batch(List<Path> files, List<String> overrides) {
    Hocon hocon = Hocon.ofPerson();
    List<String> ofSweep =
        overrides.stream().filter(one -> one.startsWith(SweepSection.NAME + ".")).toList();
    List<String> ofAll = overrides.stream().filter(one -> !ofSweep.contains(one)).toList();
    Problems problems = new Problems();
    SweepSettings settings =
        section(hocon, ConfigFile.overridden(hocon, ConfigFactory.empty(), ofSweep), problems)
            .settings();
    problems.throwIfAny();
    Points points = new Points();
    for (Path file : files) {
      String name = SweepAxis.slug(file.getFileName().toString().replaceFirst("\\.conf$", ""));
      points.add(name, () -> ConfigFile.load(Optional.of(file), ofAll));
    }
    return new SweepFile(settings, points.checked(), Optional.empty());
  }

  private static SweepFile of(Hocon hocon, Config file, List<String> overrides) {
    Config user = ConfigFile.overridden(hocon, file, overrides);
    Problems problems = new Problems();
    SweepSection section = section(hocon, user, problems);
    SweepSettings settings = section.settings();
    List<SweepAxis> axes = section.axes();
    Set<String> overridden = keys(hocon, overrides);
    for (SweepAxis axis : axes) {
      SweepAxis.overlap(axis.keys(), overridden)
          .ifPresent(
              key ->
                  problems.add(
                      key, axis.values().get(0), "is an axis, whose values --set does not change"));
    }
    long count =
        axes.stream().mapToLong(axis -> axis.values().size()).reduce(1, Math::multiplyExact);
    if (count > MOST_POINTS) {
      throw new ConfigRefused(
          "sweep.axes have " + count + " combinations, but at most " + MOST_POINTS + " are run",
          null);
    }
    problems.throwIfAny();
    Config base = user.withoutPath(SweepSection.NAME);
    List<String> keys = axes.stream().map(SweepAxis::key).toList();
    Points points = new Points();
    for (Map<SweepAxis, ConfigValue> values : combinations(axes)) {
      List<String> parts = new ArrayList<>();
      values.forEach((axis, value) -> parts.add(axis.shortKey(keys) + "=" + SweepAxis.slug(value)));
      points.add(name(parts), () -> ConfigFile.of(hocon, with(base, values)));
    }
    return new SweepFile(
        settings, points.checked(), Optional.of(text(ConfigFile.of(hocon, base), section, axes)));
  }

  /** Every single key that overrides set. */
  private static Set<String> keys(Hocon hocon, List<String> overrides) {
    Set<String> keys = new TreeSet<>();
    for (String override : overrides) {
      SweepAxis.collect("", ConfigFile.parseOverride(hocon, override).root(), keys);
    }
    return keys;
  }

  private static SweepSection section(Hocon hocon, Config user, Problems problems) {
    try {
      Config all = hocon.resolve(user.withFallback(ConfigFile.defaults()));
      return new SweepSection(
          all.getObject(SweepSection.NAME),
          ConfigFile.defaults().getObject(SweepSection.NAME),
          problems);
    } catch (ConfigException broken) {
      throw new ConfigRefused(Quoted.of(broken.getMessage(), LONGEST_MESSAGE), broken);
    }
  }

  /** The last axis changes fastest. */
  private static List<Map<SweepAxis, ConfigValue>> combinations(List<SweepAxis> axes) {
    List<Map<SweepAxis, ConfigValue>> all = List.of(Map.of());
    for (SweepAxis axis : axes) {
      List<Map<SweepAxis, ConfigValue>> longer = new ArrayList<>();
      for (Map<SweepAxis, ConfigValue> one : all) {
        for (ConfigValue value : axis.values()) {
          Map<SweepAxis, ConfigValue> more = new LinkedHashMap<>(one);
          more.put(axis, value);
          longer.add(more);
        }
      }
      all = longer;
    }
    return all;
  }

  private static Config with(Config base, Map<SweepAxis, ConfigValue> values) {
    Config user = base;
    for (Map.Entry<SweepAxis, ConfigValue> one : values.entrySet()) {
      user = one.getValue().atPath(one.getKey().key()).withFallback(user);
    }
    return user;
  }

  private static String name(List<String> parts) {
    String name = parts.isEmpty() ? NO_AXES : String.join("_", parts);
    return name.length() <= LONGEST_NAME
        ? name
        : name.substring(0, LONGEST_NAME) + "-" + ConfigFile.sha256(name).substring(0, 8);
  }

  private static String text(ConfigFile base, SweepSection section, List<SweepAxis> axes) {
    SweepSettings settings = section.settings();
    ConfigObject values = ConfigFactory.empty().root();
    for (SweepAxis axis : axes) {
      values = values.withValue(axis.key(), ConfigValueFactory.fromIterable(axis.values()));
    }
    return base.render()
        + ConfigFile.render(List.of(SweepSection.NAME, SweepSection.AXES), values)
        + "sweep.attempts = "
        + settings.attempts()
        + "\nsweep.parallel = "
        + (settings.parallel().isPresent() ? settings.parallel().getAsInt() : "auto")
        + "\nsweep.share = "
        + settings.share().name().toLowerCase(Locale.ROOT).replace('_', '-')
        + "\n";
  }

  /** Points whose problems are told together. */
  private static final class Points {

    private final Map<String, SweepPoint> points = new LinkedHashMap<>();
    private final Map<String, String> lowerCase = new TreeMap<>();
    private final Map<String, List<String>> problems = new LinkedHashMap<>();

    interface Source {
      ConfigFile load();
    }

    /** File systems may not tell names apart by the case of their letters. */
    void add(String name, Source source) {
      String same = lowerCase.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if (same != null) {
        problem("is the name of two points, " + same + " and " + name + "; rename one", name);
        return;
      }
      try {
        ConfigFile config = source.load();
        config.experiment();
        points.put(name, new SweepPoint(name, config));
      } catch (ConfigRefused refused) {
        if (refused.problems().isEmpty()) {
          problem(refused.getMessage(), name);
        }
        refused.problems().forEach(problem -> problem(problem.toString(), name));
      }
    }

    private void problem(String text, String name) {
      problems.computeIfAbsent(text, t -> new ArrayList<>()).add(name);
    }

    List<SweepPoint> checked() {
      if (problems.isEmpty()) {
        return List.copyOf(points.values());
      }
      StringBuilder message = new StringBuilder("The configurations of the points have problems:");
      problems.forEach(
          (text, names) ->
              message
                  .append("\n  ")
                  .append(names(names))
                  .append(": ")
                  .append(text.replace("\n", "\n    ")));
      throw new ConfigRefused(message.toString(), null);
    }

    private String names(List<String> names) {
      if (names.size() > 1 && names.size() == lowerCase.size()) {
        return "all " + names.size() + " points";
      }
      String first = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
      return names.size() <= MOST_NAMES
          ? first
          : first + " and " + (names.size() - MOST_NAMES) + " more";
    }
  }
}

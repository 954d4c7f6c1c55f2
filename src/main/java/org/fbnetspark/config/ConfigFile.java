package org.fbnetspark.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.fbnetspark.domain.name.Quoted;
import org.fbnetspark.experiment.Configuration;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.ExperimentGoal;

/**
 * One configuration: the defaults of {@code reference.conf}, over them an experiment's file, over
 * that the {@code --set} overrides.
 */
public final class ConfigFile implements Configuration {

  private static final Pattern HOCON_VALUE =
      Pattern.compile("null|true|false|[-+]?[0-9.]+([eE][-+]?[0-9]+)?|[\\[{\"].*", Pattern.DOTALL);

  private static final int LONGEST_MESSAGE = 1_000;

  private static final Config DEFAULTS =
      ConfigFactory.parseURL(ConfigFile.class.getResource("/reference.conf"));
  private static final Config REFERENCE = DEFAULTS.withoutPath(SweepSection.NAME);
  private static final Set<String> KNOWN_KEYS = leaves(REFERENCE.root());

  /** Keys that do not decide the epochs in which theta stands still. */
  private static final Pattern WITHOUT_EFFECT =
      Pattern.compile(
          "(cost|profile|derive|retrain|export|run|search\\.(loss|theta))\\..*"
              + "|search\\.(target-.*|goals|finalist.*|baselines|alternation)"
              + "|space\\.(most|stop-at)-skips");

  private final ConfigObject user;
  private final ConfigObject values;

  private ConfigFile(ConfigObject user, ConfigObject values) {
    this.user = user;
    this.values = values;
  }

  /**
   * Reads an experiment.
   *
   * @param file HOCON file, if any; it may include other local files
   * @param overrides {@code key=value} each; a value that is no number, truth, null, list, object
   *     or quoted text is taken as text, so that paths need no quotes
   * @throws ConfigRefused where the file cannot be read or understood
   */
  public static ConfigFile load(Optional<Path> file, List<String> overrides) {
    Hocon hocon = Hocon.ofPerson();
    Config experiment = file.map(path -> parseFile(hocon, path)).orElse(ConfigFactory.empty());
    return over(hocon, experiment, overrides);
  }

  /**
   * Reads every key.
   *
   * @throws ConfigRefused with all problems
   */
  @Override
  public Experiment experiment() {
    if (Keys.at(values, GoalsSection.KEY)
        .filter(v -> v.valueType() != ConfigValueType.NULL)
        .isEmpty()) {
      return read(ExperimentSection::read).orElseThrow();
    }
    // Keys that are unknown are found with all else that is wrong, as the goals are read one by
    // one.
    List<GoalsSection.Told> told = read(keys -> new GoalsSection(keys).read(), new Problems());
    List<ExperimentGoal> goals = new ArrayList<>();
    for (GoalsSection.Told goal : told) {
      ConfigFile own = of(goal);
      try {
        Experiment experiment = own.read(ExperimentSection::read).orElseThrow();
        goals.add(new ExperimentGoal(goal.name(), experiment, own.render()));
      } catch (ConfigRefused refused) {
        String part = GoalsSection.KEY + "[" + goals.size() + "]";
        throw refused.within(part, goal.replaced().keySet());
      }
    }
    return goals.get(0).experiment().towards(goals);
  }

  /** The configuration of one goal alone. */
  private ConfigFile of(GoalsSection.Told goal) {
    Config replaced =
        ConfigFactory.empty().withValue(GoalsSection.KEY, ConfigValueFactory.fromAnyRef(null));
    for (Map.Entry<String, ConfigValue> value : goal.replaced().entrySet()) {
      replaced = replaced.withValue(value.getKey(), value.getValue());
    }
    return new ConfigFile(replaced.withFallback(user).root(), replaced.withFallback(values).root());
  }

  /**
   * An experiment from text that a run has kept: all values are in it, so it includes no file and
   * asks no environment, whoever has written it.
   *
   * @param origin where the text lies, for messages
   * @throws ConfigRefused where the text is no HOCON
   */
  public static ConfigFile parse(String text, String origin, List<String> overrides) {
    Hocon hocon = Hocon.ofProgram();
    return over(hocon, hocon.text(text, origin), overrides);
  }

  private static ConfigFile over(Hocon hocon, Config experiment, List<String> overrides) {
    return of(hocon, overridden(hocon, experiment, overrides));
  }

  /** A configuration under overrides, not resolved. */
  static Config overridden(Hocon hocon, Config experiment, List<String> overrides) {
    Config user = experiment;
    for (String override : overrides) {
      user = parseOverride(hocon, override).withFallback(user);
    }
    return user;
  }

  /** An experiment over the defaults. */
  static ConfigFile of(Hocon hocon, Config user) {
    try {
      Config merged = hocon.resolve(user.withFallback(reference()));
      return new ConfigFile(hocon.resolve(user, merged).root(), merged.root());
    } catch (ConfigException broken) {
      refuseUnlikeDefaults(user);
      throw new ConfigRefused(Quoted.of(broken.getMessage(), LONGEST_MESSAGE), broken);
    }
  }

  /** Names the keys whose values cannot be joined with their defaults. */
  private static void refuseUnlikeDefaults(Config user) {
    Problems problems = new Problems();
    for (String key : new TreeSet<>(knownKeys())) {
      Keys.at(user.root(), key)
          .filter(value -> !joins(key, value))
          .ifPresent(
              value ->
                  problems.add(
                      key,
                      value,
                      "cannot be joined with the default "
                          + reference().getValue(key).render(ConfigRenderOptions.concise())
                          + "; += is for lists, = replaces a value"));
    }
    problems.throwIfAny();
  }

  private static boolean joins(String key, ConfigValue value) {
    try {
      ConfigResolveOptions others = ConfigResolveOptions.defaults().setAllowUnresolved(true);
      value.atPath(key).withFallback(reference()).resolve(others);
      return true;
    } catch (ConfigException.WrongType unlike) {
      return false;
    } catch (ConfigException other) {
      return true;
    }
  }

  /**
   * Reads settings.
   *
   * @param reader asks for keys and builds the settings
   * @throws ConfigRefused with every unknown key and every value that breaks its rule
   */
  <T> T read(Function<Keys, T> reader) {
    Problems problems = new Problems();
    findUnknown(List.of(), user, knownKeys(), problems);
    return read(reader, problems);
  }

  private <T> T read(Function<Keys, T> reader, Problems problems) {
    try {
      T settings = reader.apply(new Keys(values, reference().root(), problems));
      problems.throwIfAny();
      return settings;
    } catch (IllegalArgumentException contradiction) {
      problems.throwIfAny();
      throw new ConfigRefused(contradiction.getMessage(), contradiction);
    }
  }

  @Override
  public String render() {
    return render(List.of(), values);
  }

  /** The values of an object under a path, a line for each key, sorted. */
  static String render(List<String> path, ConfigObject object) {
    StringBuilder lines = new StringBuilder();
    render(path, object, lines);
    return lines.toString();
  }

  @Override
  public ConfigFile with(String key, String value) {
    return with(key, ConfigValueFactory.fromAnyRef(value, "a job"));
  }

  private ConfigFile with(String key, ConfigValue value) {
    Config more = value.atPath(key);
    return new ConfigFile(more.withFallback(user).root(), more.withFallback(values).root());
  }

  @Override
  public ConfigFile warmUp() {
    ConfigFile shared = this;
    for (String key : knownKeys()) {
      if (WITHOUT_EFFECT.matcher(key).matches()) {
        shared = shared.with(key, Keys.at(reference().root(), key).orElseThrow());
      }
    }
    return shared.with("cost.kind", "macs");
  }

  @Override
  public String besideGoal() {
    ConfigFile shared = this;
    for (String key : GoalsSection.REPLACED.values()) {
      shared = shared.with(key, Keys.at(reference().root(), key).orElseThrow());
    }
    return shared.render();
  }

  @Override
  public ConfigFile towards(Map<String, Experiment> goals) {
    List<ConfigValue> told = new ArrayList<>();
    goals.forEach((name, experiment) -> told.add(GoalsSection.goal(name, experiment)));
    return with(GoalsSection.KEY, ConfigValueFactory.fromIterable(told));
  }

  @Override
  public String renderAsGoal() {
    ConfigFile goal = this;
    ConfigObject told = GoalsSection.goal("", experiment());
    for (Map.Entry<String, String> key : GoalsSection.REPLACED.entrySet()) {
      goal = goal.with(key.getValue(), told.get(key.getKey()));
    }
    return goal.render();
  }

  @Override
  public ConfigFile goingOn(String kept, String origin) {
    ConfigFile run = parse(kept, origin, List.of());
    for (String key : knownKeys()) {
      if (key.startsWith("run.")) {
        run = run.with(key, Keys.at(values, key).orElseThrow());
      }
    }
    return run;
  }

  private static void render(List<String> path, ConfigObject object, StringBuilder lines) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
      List<String> key = new ArrayList<>(path);
      key.add(entry.getKey());
      if (entry.getValue() instanceof ConfigObject inner) {
        render(key, inner, lines);
      } else {
        lines
            .append(ConfigUtil.joinPath(key))
            .append(" = ")
            .append(entry.getValue().render(ConfigRenderOptions.concise()))
            .append('\n');
      }
    }
  }

  /** SHA-256 of the values in canonical order; spelling, comments and defaults do not alter it. */
  public String sha256() {
    return sha256(canonical().render(ConfigRenderOptions.concise()));
  }

  static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Paths of all keys of an experiment in {@code reference.conf}. */
  static Set<String> knownKeys() {
    return KNOWN_KEYS;
  }

  private ConfigValue canonical() {
    return ConfigValueFactory.fromAnyRef(values.unwrapped());
  }

  /** Of an experiment alone. */
  private static Config reference() {
    return REFERENCE;
  }

  /** All of {@code reference.conf}. */
  static Config defaults() {
    return DEFAULTS;
  }

  static Config parseFile(Hocon hocon, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigRefused(
          "Configuration file "
              + file
              + " does not exist; give --config a file such as conf/quickstart.conf",
          null);
    }
    return hocon.file(file);
  }

  static Config parseOverride(Hocon hocon, String override) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      throw new ConfigRefused("--set needs key=value, but was given " + Quoted.of(override), null);
    }
    String key = override.substring(0, equals).trim();
    String text = override.substring(equals + 1).trim();
    String origin = "--set " + Quoted.of(key);
    if (HOCON_VALUE.matcher(text).matches()) {
      return hocon.text(key + " = " + text, origin);
    }
    try {
      return ConfigValueFactory.fromAnyRef(text, origin).atPath(key);
    } catch (ConfigException broken) {
      throw new ConfigRefused(origin + ": " + Quoted.of(broken.getMessage()), broken);
    }
  }

  private static Set<String> leaves(ConfigObject object) {
    Set<String> paths = new TreeSet<>();
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      if (entry.getValue() instanceof ConfigObject inner) {
        leaves(inner).forEach(path -> paths.add(entry.getKey() + "." + path));
      } else {
        paths.add(entry.getKey());
      }
    }
    return paths;
  }

  /** A name with a dot in it, which quotes allow, is another than the path with this dot. */
  private static void findUnknown(
      List<String> above, ConfigObject object, Set<String> known, Problems problems) {
    for (String name : new TreeSet<>(object.keySet())) {
      List<String> names = new ArrayList<>(above);
      names.add(name);
      String path = ConfigUtil.joinPath(names);
      String section = path + ".";
      ConfigValue value = object.get(name);
      if (path.equals(SweepSection.NAME)) {
        problems.add(path, value, "is for ./submit/sweep alone");
      } else if (!known.contains(path) && value instanceof ConfigObject inner) {
        findUnknown(names, inner, known, problems);
      } else if (known.stream().anyMatch(key -> key.startsWith(section))) {
        problems.add(path, value, "is a section; its keys are set one by one");
      } else if (known.contains(String.join(".", names)) && !known.contains(path)) {
        problems.add(path, value, "unknown key; write it without quotes");
      } else if (!known.contains(path)) {
        problems.addUnknown(path, value, known);
      }
    }
  }
}

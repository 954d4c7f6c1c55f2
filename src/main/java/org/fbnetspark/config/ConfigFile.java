package org.fbnetspark.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.net.URL;
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

/**
 * One configuration: the defaults of {@code reference.conf}, over them an experiment's file, over
 * that the {@code --set} overrides.
 */
public final class ConfigFile {

  private static final Pattern HOCON_VALUE =
      Pattern.compile("null|true|false|[-+]?[0-9.]+([eE][-+]?[0-9]+)?|[\\[{\"].*", Pattern.DOTALL);

  private final ConfigObject user;
  private final ConfigObject values;

  private ConfigFile(ConfigObject user, ConfigObject values) {
    this.user = user;
    this.values = values;
  }

  /**
   * Reads an experiment.
   *
   * @param file HOCON file, if any
   * @param overrides {@code key=value} each; a value that is no number, truth, null, list, object
   *     or quoted text is taken as text, so that paths need no quotes
   * @throws ConfigRefused where the file cannot be read or understood
   */
  public static ConfigFile load(Optional<Path> file, List<String> overrides) {
    return over(file.map(ConfigFile::parseFile).orElse(ConfigFactory.empty()), overrides);
  }

  /**
   * An experiment from text, such as a run has kept it.
   *
   * @param origin where the text lies, for messages
   * @throws ConfigRefused where the text is no HOCON
   */
  public static ConfigFile parse(String text, String origin, List<String> overrides) {
    try {
      return over(
          ConfigFactory.parseString(
              text, ConfigParseOptions.defaults().setOriginDescription(origin)),
          overrides);
    } catch (ConfigException broken) {
      throw new ConfigRefused(broken.getMessage(), broken);
    }
  }

  private static ConfigFile over(Config experiment, List<String> overrides) {
    Config user = experiment;
    for (String override : overrides) {
      user = parseOverride(override).withFallback(user);
    }
    try {
      Config merged = user.withFallback(reference()).resolve();
      return new ConfigFile(user.resolveWith(merged).root(), merged.root());
    } catch (ConfigException broken) {
      throw new ConfigRefused(broken.getMessage(), broken);
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
    findUnknown("", user, knownKeys(), problems);
    try {
      T settings = reader.apply(new Keys(values, reference().root(), problems));
      problems.throwIfAny();
      return settings;
    } catch (IllegalArgumentException contradiction) {
      problems.throwIfAny();
      throw new ConfigRefused(contradiction.getMessage(), contradiction);
    }
  }

  /** Every value, defaults included, as HOCON: a line for each key, sorted. */
  public String render() {
    StringBuilder lines = new StringBuilder();
    render(List.of(), values, lines);
    return lines.toString();
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
    try {
      byte[] text =
          canonical().render(ConfigRenderOptions.concise()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Paths of all keys of {@code reference.conf}. */
  static Set<String> knownKeys() {
    return leaves(reference().root());
  }

  private ConfigValue canonical() {
    return ConfigValueFactory.fromAnyRef(values.unwrapped());
  }

  private static Config reference() {
    URL resource = ConfigFile.class.getResource("/reference.conf");
    return ConfigFactory.parseURL(resource);
  }

  private static Config parseFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigRefused(
          "Configuration file "
              + file
              + " does not exist; give --config a file such as conf/quickstart.conf",
          null);
    }
    try {
      return ConfigFactory.parseFile(
          file.toFile(),
          ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF));
    } catch (ConfigException broken) {
      throw new ConfigRefused(
          "Configuration file cannot be read: "
              + broken.getMessage()
              + " (paths and other values with : or // need double quotes)",
          broken);
    }
  }

  private static Config parseOverride(String override) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      throw new ConfigRefused("--set needs key=value, but was given " + override, null);
    }
    String key = override.substring(0, equals).trim();
    String text = override.substring(equals + 1).trim();
    String origin = "--set " + key;
    try {
      if (HOCON_VALUE.matcher(text).matches()) {
        return ConfigFactory.parseString(
            key + " = " + text, ConfigParseOptions.defaults().setOriginDescription(origin));
      }
      return ConfigValueFactory.fromAnyRef(text, origin).atPath(key);
    } catch (ConfigException broken) {
      throw new ConfigRefused("--set " + override + ": " + broken.getMessage(), broken);
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

  private static void findUnknown(
      String prefix, ConfigObject object, Set<String> known, Problems problems) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String path = prefix + entry.getKey();
      if (!known.contains(path) && entry.getValue() instanceof ConfigObject inner) {
        findUnknown(path + ".", inner, known, problems);
      } else if (known.stream().anyMatch(key -> key.startsWith(path + "."))) {
        problems.add(path, entry.getValue(), "is a section; its keys are set one by one");
      } else if (!known.contains(path)) {
        problems.addUnknown(path, entry.getValue(), known);
      }
    }
  }
}

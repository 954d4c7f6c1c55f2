package org.fbnetspark.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.fbnetspark.domain.name.Quoted;

/**
 * Parses the texts of one configuration, some of which may be hostile: their lengths, their depth
 * and what their substitutions may grow to have bounds, and nothing is fetched from a network.
 */
final class Hocon {

  private static final int LONGEST = 1 << 20;
  private static final long LARGEST_RESOLVED = 1 << 24;
  private static final int DEEPEST = 64;
  private static final int MOST_FILES = 32;
  private static final int LONGEST_MESSAGE = 1_000;

  private final boolean own;
  private long characters;
  private int substitutions;
  private int files;

  private Hocon(boolean own) {
    this.own = own;
  }

  /** For what a person writes: files may be included, and the environment stands in for keys. */
  static Hocon ofPerson() {
    return new Hocon(true);
  }

  /** For what a program has kept, which is complete: it has neither. */
  static Hocon ofProgram() {
    return new Hocon(false);
  }

  /**
   * A file and all it includes, not resolved.
   *
   * @throws ConfigRefused where one cannot be read or understood
   */
  Config file(Path file) {
    return parse(read(file), file.toString(), Optional.ofNullable(file.getParent()));
  }

  /** A text, not resolved; of its origin only messages are made. */
  Config text(String text, String origin) {
    return parse(text, origin, Optional.empty());
  }

  /** The value of every key, by others of the same configuration. */
  Config resolve(Config config) {
    return resolve(config, config);
  }

  /** The value of every key, by those of another configuration. */
  Config resolve(Config config, Config source) {
    ConfigResolveOptions options = ConfigResolveOptions.defaults().setUseSystemEnvironment(own);
    try {
      Config resolved = config.resolveWith(source, options);
      requireShallow(resolved.root(), DEEPEST);
      return resolved;
    } catch (StackOverflowError tooDeep) {
      throw refused("The configuration", "is nested too deeply", tooDeep);
    }
  }

  private Config parse(String text, String origin, Optional<Path> folder) {
    count(text, origin);
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setOriginDescription(origin)
            .setIncluder(new Includer(origin, folder));
    try {
      return ConfigFactory.parseString(text, options);
    } catch (ConfigException broken) {
      throw new ConfigRefused(
          "Configuration cannot be read: "
              + Quoted.of(broken.getMessage(), LONGEST_MESSAGE)
              + " (paths and other values with : or // need double quotes)",
          broken);
    } catch (StackOverflowError tooDeep) {
      throw refused(origin, "is nested too deeply", tooDeep);
    }
  }

  private void count(String text, String origin) {
    requireShort(text.length(), origin);
    HoconShape shape = HoconShape.of(text);
    if (shape.depth() > DEEPEST) {
      throw refused(
          origin, "is nested " + shape.depth() + " deep, but at most " + DEEPEST + " are read");
    }
    characters += text.length();
    substitutions += shape.substitutions();
    // Of n references, each to a value made of others, a third of n levels of three grow most.
    if (characters * Math.pow(3, substitutions / 3.0) > LARGEST_RESOLVED && substitutions > 1) {
      throw refused(
          origin,
          "has with all that belongs to it "
              + substitutions
              + " references (${...} or +=) in "
              + characters
              + " characters, which could grow beyond all bounds; write values out");
    }
  }

  private static void requireShort(long length, String origin) {
    if (length > LONGEST) {
      throw refused(origin, "is " + length + " bytes long, but at most " + LONGEST + " are read");
    }
  }

  private String read(Path file) {
    if (++files > MOST_FILES) {
      throw refused(file.toString(), "is one file too many; at most " + MOST_FILES + " are read");
    }
    try {
      requireShort(Files.size(file), file.toString());
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw refused(file.toString(), "is not UTF-8; save it as that", e);
    } catch (IOException e) {
      throw refused(file.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireShallow(ConfigValue value, int levels) {
    if (levels == 0) {
      throw refused(Problems.where(value.origin()), "is nested too deeply");
    }
    if (value instanceof ConfigObject object) {
      object.values().forEach(inner -> requireShallow(inner, levels - 1));
    } else if (value instanceof ConfigList list) {
      list.forEach(inner -> requireShallow(inner, levels - 1));
    }
  }

  private static ConfigRefused refused(String what, String reason) {
    return refused(what, reason, null);
  }

  private static ConfigRefused refused(String what, String reason, Throwable cause) {
    return new ConfigRefused(what + " " + Quoted.of(reason, LONGEST_MESSAGE), cause);
  }

  /** Includes local files alone, and only ones that are there. */
  private final class Includer
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    private final String origin;
    private final Optional<Path> folder;

    Includer(String origin, Optional<Path> folder) {
      this.origin = origin;
      this.folder = folder;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      if (what.matches("[A-Za-z]+:.*")) {
        throw no(what, "only local files can be included");
      }
      return included(folder.map(at -> at.resolve(what)).orElse(Path.of(what)), what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return included(what.toPath(), what.toString());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      throw no(what.toString(), "only local files can be included");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      throw no(what, "only local files can be included");
    }

    private ConfigObject included(Path file, String what) {
      if (!own) {
        throw no(what, "a configuration that a run has kept includes nothing");
      }
      if (!Files.isRegularFile(file)) {
        throw no(what, file + " is no file");
      }
      return file(file).root();
    }

    private ConfigRefused no(String what, String reason) {
      return refused(origin, "includes " + Quoted.of(what) + ", but " + reason);
    }
  }
}

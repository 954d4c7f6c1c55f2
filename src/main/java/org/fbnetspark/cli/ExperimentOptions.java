package org.fbnetspark.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.config.ConfigFile;
import picocli.CommandLine.Option;

/** The options that say what an experiment is; every command has them. */
final class ExperimentOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Experiment in HOCON; only what differs from the defaults.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Overrides one key; may be given again and again.")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--debug", description = "Prints stack traces of errors.")
  private boolean debug;

  @Option(names = "--help", usageHelp = true, description = "Prints this text.")
  private boolean help;

  ConfigFile load() {
    return ConfigFile.load(Optional.ofNullable(config), overrides);
  }

  /** The experiment of another file than {@code --config}. */
  ConfigFile load(Path file) {
    return ConfigFile.load(Optional.of(file), overrides);
  }

  /** The experiment with one more override, which comes last. */
  ConfigFile load(String override) {
    List<String> all = new ArrayList<>(overrides);
    all.add(override);
    return ConfigFile.load(Optional.ofNullable(config), all);
  }

  /** An experiment's text, such as a run has kept it, under the overrides. */
  ConfigFile load(String text, String origin) {
    return ConfigFile.parse(text, origin, overrides);
  }

  /** Whether the command line says anything about the experiment. */
  boolean given() {
    return config != null || !overrides.isEmpty();
  }

  /**
   * The configuration with another space.
   *
   * @param nameOrFile a space of the catalog or an experiment's file; null for the configuration's
   */
  ConfigFile withSpace(String nameOrFile) {
    if (nameOrFile == null) {
      return load();
    }
    return InputFile.named(nameOrFile)
        ? load(Path.of(nameOrFile))
        : load("space.name=" + nameOrFile);
  }

  /** The options that mean the same experiment to another command. */
  String again(String nameOrFile) {
    List<String> words = new ArrayList<>();
    Optional<Object> file =
        Optional.<Object>ofNullable(nameOrFile)
            .filter(name -> InputFile.named(nameOrFile))
            .or(() -> Optional.ofNullable(config));
    file.ifPresent(path -> words.add("--config " + path));
    overrides.forEach(override -> words.add("--set " + override));
    if (nameOrFile != null && !InputFile.named(nameOrFile)) {
      words.add("--set space.name=" + nameOrFile);
    }
    return String.join(" ", words);
  }

  boolean hasConfig() {
    return config != null;
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.store.Storage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a command that writes a run. */
final class RunDirectoryOptions {

  private static final int LARGEST_CONFIG = 16 << 20;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "Where the run is written, on any Hadoop file system; it must hold no run yet. Default:"
              + " runs/ with a new name from the clock.")
  private String runDirectory;

  @Option(
      names = "--resume",
      description =
          "Goes on with the run in --run-dir from its last checkpoint; without --config, with its"
              + " configuration.")
  private boolean resume;

  boolean resume() {
    return resume;
  }

  /** How the run of this configuration starts. */
  RunStart start(ConfigFile config) {
    String directory = runDirectory == null ? "runs/" + name() : runDirectory;
    return new RunStart(directory, resume, config.render());
  }

  /** The local time, and eight random digits that tell runs of one second apart. */
  private static String name() {
    return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-", Locale.ROOT)
            .format(LocalDateTime.now(ZoneId.systemDefault()))
        + UUID.randomUUID().toString().substring(0, 8);
  }

  /**
   * The configuration: that of the command line, or the one that a resumed run has kept.
   *
   * @throws ParameterException where there is no run to resume
   */
  ConfigFile config(ExperimentOptions options, CommandSpec spec) throws IOException {
    if (resume && runDirectory == null) {
      throw new ParameterException(spec.commandLine(), "--resume needs --run-dir DIR");
    }
    return resume && !options.hasConfig()
        ? options.load(new String(kept("config.conf", spec), StandardCharsets.UTF_8), "config.conf")
        : options.load();
  }

  /**
   * A file that the run to resume has kept.
   *
   * @throws ParameterException where it is missing
   */
  byte[] kept(String name, CommandSpec spec) throws IOException {
    Storage storage = Storage.standard();
    String file = Storage.child(storage.qualified(runDirectory), name);
    if (!storage.exists(file)) {
      throw new ParameterException(
          spec.commandLine(), runDirectory + " holds no run to resume (no " + name + ")");
    }
    return storage.read(file, LARGEST_CONFIG);
  }
}

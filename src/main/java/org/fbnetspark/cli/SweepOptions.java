package org.fbnetspark.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.SweepFile;
import org.fbnetspark.driver.sweep.SweepJob;
import org.fbnetspark.driver.sweep.SweepStart;
import org.fbnetspark.format.run.ParetoJson;
import org.fbnetspark.report.SweepView;
import org.fbnetspark.store.Storage;
import picocli.CommandLine.Option;

/** The options of commands that run several searches, and how they run them. */
final class SweepOptions {

  private static final int LARGEST_CONFIG = 16 << 20;

  @Option(
      names = "--sweep-dir",
      required = true,
      paramLabel = "DIR",
      description =
          "Where the sweep is written, on any Hadoop file system. What is there already is not done"
              + " again: finished points are skipped, begun ones gone on with, new ones added.")
  private String directory;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description =
          "Overrides one key of every point, or of sweep.*; may be given again and again.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description =
          "Tells points, runs, what they share, memory, time and everything that stands in the way,"
              + " and does nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Prints the sweep's pareto.json.")
  private boolean json;

  @Option(names = "--debug", description = "Prints stack traces of errors.")
  private boolean debug;

  @Option(names = "--help", usageHelp = true, description = "Prints this text.")
  private boolean help;

  List<String> overrides() {
    return overrides;
  }

  /** What the sweep to go on with has kept; empty where there is none. */
  List<String> kept() throws IOException {
    Storage storage = Storage.standard();
    String file = Storage.child(storage.qualified(directory), "sweep.conf");
    return storage.exists(file)
        ? List.of(new String(storage.read(file, LARGEST_CONFIG), StandardCharsets.UTF_8))
        : List.of();
  }

  /** Runs the points, or tells what would be done. */
  ExitCode run(String command, SweepFile file, Console console) throws IOException {
    SweepStart start =
        new SweepStart(
            command, directory, file.settings(), file.points(), file.text(), RunOptions::view);
    try (JavaSparkContext context = SparkStart.fair(command)) {
      SweepJob job = new SweepJob(context, start, console::line);
      if (dryRun) {
        return job.dryRun() ? ExitCode.OK : ExitCode.REFUSED;
      }
      SweepView ended = job.run();
      if (json) {
        console.document(ParetoJson.text(ended.fronts()));
      }
      return exitCode(ended);
    }
  }

  static ExitCode exitCode(SweepView ended) {
    if (!ended.failures().isEmpty()) {
      return ExitCode.FAILED;
    }
    return ended.missed() ? ExitCode.TARGET_MISSED : ExitCode.OK;
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fbnetspark.config.SweepFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a search for each combination of values. */
@Command(
    name = "sweep",
    customSynopsis = {
      "./submit/sweep --config FILE --sweep-dir DIR [--set key=value]... [--dry-run] [--json]"
          + " [Spark's options]",
      "       ./submit/sweep --sweep-dir DIR [Spark's options]"
    },
    description =
        "Runs a search for each combination of the values of sweep.axes in one application, side by"
            + " side as slots and memory allow, and lays their networks between cost and accuracy."
            + " What searches share is done once: latencies, drawn images, the epochs of the weights"
            + " alone. Without --config it goes on with the configuration that the sweep has kept.",
    footer = {
      "",
      "Examples:",
      "  ./submit/sweep --config conf/sweep-targets.conf --sweep-dir sweeps/targets --dry-run",
      "  ./submit/sweep --config conf/sweep-targets.conf --sweep-dir sweeps/targets",
      "  ./submit/sweep --sweep-dir sweeps/targets --master spark://host:7077"
    })
final class SweepCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SweepOptions options;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "An experiment in HOCON with a section sweep, whose axes are its points.")
  private Path config;

  @Override
  public Integer call() throws IOException {
    return options.run("sweep", file(), new Console(spec)).code();
  }

  private SweepFile file() throws IOException {
    if (config != null) {
      return SweepFile.load(config, options.overrides());
    }
    List<String> kept = options.kept();
    if (kept.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--config FILE is missing, and --sweep-dir holds no sweep.conf to go on with");
    }
    return SweepFile.parse(kept.get(0), "sweep.conf", options.overrides());
  }
}

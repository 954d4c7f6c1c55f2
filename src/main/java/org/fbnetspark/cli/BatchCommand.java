package org.fbnetspark.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fbnetspark.config.SweepFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the searches of several files. */
@Command(
    name = "batch",
    customSynopsis =
        "./submit/batch FILE... --sweep-dir DIR [--set key=value]... [--dry-run] [--json] [Spark's"
            + " options]",
    description =
        "Runs the searches of several experiments in one application, as sweep does: each file is a"
            + " point, named as the file is. To go on, give the same files again, or more.",
    footer = {
      "",
      "Examples:",
      "  ./submit/batch phone.conf watch.conf --sweep-dir sweeps/devices --dry-run",
      "  ./submit/batch phone.conf watch.conf --sweep-dir sweeps/devices --set sweep.parallel=2"
    })
final class BatchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SweepOptions options;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Experiments in HOCON.")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    SweepFile batch = SweepFile.batch(files, options.overrides());
    return options.run("batch", batch, new Console(spec)).code();
  }
}

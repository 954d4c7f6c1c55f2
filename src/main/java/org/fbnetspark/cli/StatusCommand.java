package org.fbnetspark.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fbnetspark.cli.json.RunJson;
import org.fbnetspark.cli.json.SweepJson;
import org.fbnetspark.domain.run.RunStatus;
import org.fbnetspark.report.RunView;
import org.fbnetspark.report.StatusText;
import org.fbnetspark.report.SweepText;
import org.fbnetspark.report.SweepView;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.SweepFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How a run stands; starts no Spark. */
@Command(
    name = "status",
    customSynopsis = "./submit/status RUN|SWEEP [--json]",
    description =
        "Tells how a search or a retraining stands, from the files in its directory: epochs, time"
            + " to go, the last figures, warnings, when something was last written, and whether and"
            + " how it can be resumed; of a sweep a line for each point, and the whole.",
    footer = {
      "",
      "Examples:",
      "  ./submit/status runs/cifar10",
      "  ./submit/status hdfs:///runs/1 --json",
      "  ./submit/status sweeps/targets"
    })
final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private RunOptions options;

  @Parameters(index = "0", paramLabel = "RUN|SWEEP", description = "Directory of the run.")
  private String run;

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Optional<SweepFiles> sweep = RunOptions.sweep(run);
    if (sweep.isPresent()) {
      SweepView view = sweep.get().view(RunOptions::view, Optional.of(Instant.now()));
      new Console(spec).document(json ? SweepJson.status(view) : SweepText.status(view));
      return ExitCode.OK.code();
    }
    RunFiles files = RunOptions.files(run);
    RunView view = RunOptions.view(files);
    RunStatus status = files.status(view.run(), Instant.now());
    new Console(spec).document(json ? RunJson.status(view, status) : StatusText.of(view, status));
    return ExitCode.OK.code();
  }
}

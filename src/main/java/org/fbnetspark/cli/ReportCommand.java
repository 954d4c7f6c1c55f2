package org.fbnetspark.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.SweepFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the page of a run again; starts no Spark. */
@Command(
    name = "report",
    customSynopsis = "./submit/report RUN|SWEEP [--output FILE.html]",
    description =
        "Writes the page of a search or a retraining, as the run itself does at its end: outcome,"
            + " architecture, curves; theta and latencies, or classes and confusion. The run may"
            + " still go on, or have been killed. Of a sweep: its networks between cost and accuracy,"
            + " and pareto.csv and pareto.json with them.",
    footer = {
      "",
      "Examples:",
      "  ./submit/report runs/cifar10",
      "  ./submit/report hdfs:///runs/1 --output report.html",
      "  ./submit/report sweeps/targets"
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private RunOptions options;

  @Parameters(index = "0", paramLabel = "RUN|SWEEP", description = "Directory of the run.")
  private String run;

  @Option(
      names = "--output",
      paramLabel = "FILE.html",
      description =
          "Where to write, over an older page if there is one; by default report.html in RUN.")
  private String output;

  @Override
  public Integer call() throws IOException {
    if (output != null && !output.endsWith(".html")) {
      throw new ParameterException(
          spec.commandLine(), "The page to write must end in .html, but was " + output);
    }
    String written = written(Optional.ofNullable(output));
    new Console(spec).line("report         " + written);
    return ExitCode.OK.code();
  }

  private String written(Optional<String> to) throws IOException {
    Optional<SweepFiles> sweep = RunOptions.sweep(run);
    if (sweep.isPresent()) {
      return sweep.get().write(sweep.get().view(RunOptions::view, Optional.empty()), to);
    }
    RunFiles files = RunOptions.files(run);
    return files.writeReport(RunOptions.view(files), to);
  }
}

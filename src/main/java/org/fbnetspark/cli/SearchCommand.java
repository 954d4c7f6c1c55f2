package org.fbnetspark.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.driver.search.SearchJob;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.run.GoalsSummaryJson;
import org.fbnetspark.format.run.SearchSummaryJson;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.search.GoalOutcome;
import org.fbnetspark.search.SearchSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Searches an architecture. */
@Command(
    name = "search",
    customSynopsis = {
      "./submit/search [--config FILE] [--set key=value]... [--run-dir DIR] [--json] [Spark's"
          + " options]",
      "       ./submit/search --resume --run-dir DIR [Spark's options]"
    },
    description =
        "Trains the supernet's weights and theta in turns and derives architectures. Without"
            + " --config it runs conf/quickstart.conf.",
    footer = {
      "",
      "Examples:",
      "  ./submit/search",
      "  ./submit/search --config conf/fbnet-v1-cifar10.conf --run-dir runs/cifar10",
      "  ./submit/search --resume --run-dir runs/cifar10",
      "  ./submit/search --config my.conf --master spark://host:7077 --run-dir hdfs:///runs/1"
    })
final class SearchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

  @Mixin private RunDirectoryOptions run;

  @Option(names = "--json", description = "Prints the run's summary.json.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ConfigFile config = run.config(options, spec);
    Experiment experiment = config.experiment();
    Console console = new Console(spec);
    try (JavaSparkContext context = SparkStart.start("search")) {
      RunStart start = run.start(config);
      List<GoalOutcome> outcomes = new SearchJob(context, experiment, start, console::line).run();
      if (json) {
        console.document(
            experiment.goals().isEmpty()
                ? SearchSummaryJson.text(outcomes.get(0).summary())
                : GoalsSummaryJson.text(start.directory(), outcomes));
      }
      return exitCode(outcomes.stream().map(GoalOutcome::summary).toList()).code();
    }
  }

  static ExitCode exitCode(List<SearchSummary> goals) {
    return goals.stream().anyMatch(SearchSummary::missed) ? ExitCode.TARGET_MISSED : ExitCode.OK;
  }
}

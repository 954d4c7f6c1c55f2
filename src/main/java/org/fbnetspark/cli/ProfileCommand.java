package org.fbnetspark.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.Experiment;
import org.fbnetspark.driver.ProfileJob;
import org.fbnetspark.driver.ProfileJobSettings;
import org.fbnetspark.format.ProfileSummaryJson;
import org.fbnetspark.profile.ProfileSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the latency table of a space on the cluster's own machines. */
@Command(
    name = "profile",
    customSynopsis =
        "./submit/profile [--config FILE] [--set key=value]... [--refresh] [--json] [Spark's"
            + " options]",
    description =
        "Times every candidate of the space on each machine of the cluster, nothing beside it, and"
            + " writes a latency table for each class of machines into profile.tables. Rows that"
            + " are there are kept; a profile that was killed goes on where it was.",
    footer = {
      "",
      "Examples:",
      "  ./submit/profile --set space.name=tiny --set profile.runtime=engine",
      "  ./submit/profile --config conf/fbnet-v1-cifar10.conf --master spark://host:7077",
      "  ./submit/profile --config my.conf --set profile.dtype=int8 --refresh --json"
    })
final class ProfileCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

  @Option(names = "--refresh", description = "Measures rows again that are in the table already.")
  private boolean refresh;

  @Option(names = "--json", description = "Prints what was measured as one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Experiment experiment = Experiment.read(options.load());
    Console console = new Console(spec);
    try (JavaSparkContext context = SparkStart.start("profile")) {
      ProfileSummary summary = new ProfileJob(context, settings(experiment), console::line).run();
      if (json) {
        console.document(ProfileSummaryJson.text(summary));
      }
    }
    return ExitCode.OK.code();
  }

  private ProfileJobSettings settings(Experiment experiment) {
    return new ProfileJobSettings(
        experiment.space().definition(),
        experiment.space().inputStated(),
        experiment.data().path(),
        experiment.profile(),
        experiment.engine(),
        experiment.search().seed(),
        refresh);
  }
}

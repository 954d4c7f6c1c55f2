package org.fbnetspark.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.run.RetrainSummaryJson;
import org.fbnetspark.retrain.RetrainSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network from scratch. */
@Command(
    name = "retrain",
    customSynopsis = {
      "./submit/retrain --architecture NAME|FILE [--config FILE] [--set key=value]..."
          + " [--run-dir DIR] [--json] [Spark's options]",
      "       ./submit/retrain --resume --run-dir DIR [Spark's options]"
    },
    description =
        "Trains a derived or published network from scratch on the shards and keeps the one that"
            + " does best on what is held out. A published network's strides and classes follow"
            + " the data.",
    footer = {
      "",
      "Examples:",
      "  ./submit/retrain --architecture runs/cifar10/architecture.json"
          + " --config conf/fbnet-v1-cifar10.conf",
      "  ./submit/retrain --architecture FBNet-C --config conf/fbnet-v1-cifar10.conf"
          + " --set retrain.epochs=30",
      "  ./submit/retrain --resume --run-dir runs/fbnet-c"
    })
final class RetrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

  @Mixin private RunDirectoryOptions run;

  @Option(
      names = "--architecture",
      paramLabel = "NAME|FILE",
      completionCandidates = ArchitectureNames.class,
      description = "A file architecture.json or one of: ${COMPLETION-CANDIDATES}.")
  private String architecture;

  @Option(names = "--json", description = "Prints the run's summary.json.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ConfigFile config = run.config(options, spec);
    Experiment experiment = config.experiment();
    NetworkSource network = network(experiment);
    Console console = new Console(spec);
    try (JavaSparkContext context = SparkStart.start("retrain")) {
      RetrainSummary summary =
          new RetrainJob(context, experiment, network, run.start(config), console::line).run();
      if (json) {
        console.document(RetrainSummaryJson.text(summary));
      }
    }
    return ExitCode.OK.code();
  }

  private NetworkSource network(Experiment experiment) throws IOException {
    if (architecture != null) {
      return NetworkOption.source(architecture, experiment.space().lastMap(), spec);
    }
    if (!run.resume()) {
      throw new ParameterException(
          spec.commandLine(), "--architecture NAME|FILE is missing: what is to be trained?");
    }
    String file = "architecture.json";
    return new NetworkSource.Fixed(ArchitectureJson.read(run.kept(file, spec), file), file);
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.driver.export.EvaluateJob;
import org.fbnetspark.experiment.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges a trained network. */
@Command(
    name = "evaluate",
    customSynopsis =
        "./submit/evaluate --model RUN|FILE [--config FILE] [--set key=value]... [--json] [Spark's"
            + " options]",
    description =
        "Judges a trained network on the test examples of the data set: top-1, top-5, each class,"
            + " confusion, calibration, with 95 %% intervals. The answer is the same for any number"
            + " of executors.",
    footer = {
      "",
      "Examples:",
      "  ./submit/evaluate --model runs/fbnet-c --config conf/fbnet-v1-cifar10.conf",
      "  ./submit/evaluate --model model.safetensors --set data.path=datasets/cifar10/shards --json"
    })
final class EvaluateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

  @Mixin private ModelOption model;

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Experiment experiment = options.load().experiment();
    Console console = new Console(spec);
    try (JavaSparkContext context = SparkStart.start("evaluate")) {
      EvaluateJob.Outcome outcome =
          new EvaluateJob(context, experiment, model.named(), console::line).run();
      console.document(json ? outcome.json() : String.join("\n", outcome.lines()));
    }
    return ExitCode.OK.code();
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.Experiment;
import org.fbnetspark.driver.ExportJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a trained network as files that run without this project. */
@Command(
    name = "export",
    customSynopsis =
        "./submit/export --model RUN|FILE --output DIR [--config FILE] [--set key=value]..."
            + " [--json] [Spark's options]",
    description =
        "Writes a trained network as ONNX (batch normalisation folded, any batch size; in single"
            + " precision and, calibrated on training images, in 8 bits), safetensors, a DL4J zip"
            + " and architecture.json, and compares the models with it on the test images.",
    footer = {
      "",
      "Example:",
      "  ./submit/export --model runs/fbnet-c --output fbnet-c"
          + " --config conf/fbnet-v1-cifar10.conf"
    })
final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN|FILE",
      description = "A retraining's run directory, or a model.safetensors.")
  private String model;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description =
          "Where the files are written, on any Hadoop file system; it must hold no export yet.")
  private String output;

  @Option(names = "--json", description = "Prints export.json.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Experiment experiment = Experiment.read(options.load());
    Console console = new Console(spec);
    try (JavaSparkContext context = SparkStart.start("export")) {
      ExportJob.Outcome outcome =
          new ExportJob(
                  context,
                  new ExportJob.Settings(
                      model,
                      output,
                      experiment.data().path(),
                      experiment.calibrationImages(),
                      experiment.engine()),
                  console::line)
              .run();
      console.document(json ? outcome.json() : String.join("\n", outcome.lines()));
    }
    return ExitCode.OK.code();
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.export.ExportSummary;
import org.fbnetspark.driver.export.ExportJob;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.model.ExportJson;
import org.fbnetspark.report.ExportText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Exports a trained network. */
@Command(
    name = "export",
    customSynopsis =
        "./submit/export --model RUN|FILE --output DIR [--config FILE] [--set key=value]..."
            + " [--json] [Spark's options]",
    description =
        "Writes a trained network as ONNX models, in single precision and in 8 bits, and as a DL4J"
            + " network, and compares them with the network itself on the test examples of the"
            + " data set. Without data the network is exported without figures and without 8"
            + " bits.",
    footer = {
      "",
      "Examples:",
      "  ./submit/export --model runs/fbnet-c --output shipped --config conf/fbnet-v1-cifar10.conf",
      "  ./submit/export --model model.safetensors --output shipped"
          + " --set data.path=datasets/cifar10/shards --json"
    })
final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

  @Mixin private ModelOption model;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Where to write, on any Hadoop file system; must hold no export yet.")
  private String output;

  @Option(names = "--json", description = "Prints the export.json.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Experiment experiment = options.load().experiment();
    Console console = new Console(spec);
    try (JavaSparkContext context = SparkStart.start("export")) {
      ExportSummary summary =
          new ExportJob(context, experiment, model.named(), output, console::line).run();
      console.document(
          json ? ExportJson.text(summary) : String.join("\n", ExportText.lines(summary)));
    }
    return ExitCode.OK.code();
  }
}

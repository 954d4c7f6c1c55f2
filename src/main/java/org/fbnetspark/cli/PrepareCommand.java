package org.fbnetspark.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.driver.prepare.PrepareJob;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.data.DatasetManifestJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Turns a source of images into a data set of checksummed shards. */
@Command(
    name = "prepare",
    customSynopsis =
        "./submit/prepare --config FILE [--set key=value]... [--json] [Spark's options]",
    description = "Turns the source of prepare.* into the data set data.path.",
    footer = {
      "",
      "Examples:",
      "  ./submit/prepare --config conf/fbnet-v1-cifar10.conf",
      "  ./submit/prepare --set data.path=datasets/drawn --set prepare.generated.train=50000"
    })
final class PrepareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

  @Option(names = "--json", description = "Prints the manifest of the data set as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ConfigFile config = options.load();
    Experiment experiment = config.experiment();
    String output =
        experiment
            .data()
            .path()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "data.path must name the directory to write; give it in --config or by"
                            + " --set data.path=DIR"));
    Console console = new Console(spec);
    try (JavaSparkContext context = SparkStart.start("prepare")) {
      DatasetManifest manifest =
          new PrepareJob(context, console::line).run(experiment.preparation(), output);
      if (json) {
        console.document(new String(DatasetManifestJson.write(manifest), StandardCharsets.UTF_8));
      }
    }
    return ExitCode.OK.code();
  }
}

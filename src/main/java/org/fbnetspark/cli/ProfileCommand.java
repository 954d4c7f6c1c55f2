package org.fbnetspark.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.cli.json.ProfileSummaryJson;
import org.fbnetspark.driver.profile.PackJob;
import org.fbnetspark.driver.profile.ProfileJob;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.profile.PackedTimes;
import org.fbnetspark.profile.ProfileSummary;
import org.fbnetspark.store.Storage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the latency table of a space on the cluster's own machines. */
@Command(
    name = "profile",
    customSynopsis = {
      "./submit/profile [--config FILE] [--set key=value]... [--refresh] [--json] [Spark's"
          + " options]",
      "       ./submit/profile --pack DIR [--config FILE] [--set key=value]...",
      "       ./submit/profile --unpack RESULTS.csv --device NAME --runtime NAME [--pack DIR]"
          + " [--host NAME] [--threads N] [--refresh]"
    },
    description =
        "Times every candidate of the space on each machine of the cluster, nothing beside it, and"
            + " writes a latency table for each class of machines into profile.tables. Rows that"
            + " are there are kept; a profile that was killed goes on where it was. Of a space that"
            + " needs more rows than profile.max-rows, as of masked widths, grids are measured,"
            + " between which cost.interpolate = true interpolates. For a device that cannot run"
            + " Spark, --pack writes an ONNX model for each row, and --unpack makes a table of the"
            + " times that the device has measured.",
    footer = {
      "",
      "Examples:",
      "  ./submit/profile --set space.name=tiny --set profile.runtime=engine",
      "  ./submit/profile --config conf/fbnet-v1-cifar10.conf --master spark://host:7077",
      "  ./submit/profile --config my.conf --set profile.dtype=int8 --refresh --json",
      "  ./submit/profile --config my.conf --pack pack",
      "  ./submit/profile --unpack pack/RESULTS.csv --device 'Pixel 8' --runtime 'onnxruntime 1.28'"
    })
final class ProfileCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

  @Option(names = "--refresh", description = "Measures rows again that are in the table already.")
  private boolean refresh;

  @Option(names = "--json", description = "Prints what was measured as one JSON document.")
  private boolean json;

  @Option(
      names = "--pack",
      paramLabel = "DIR",
      description =
          "Writes models to time elsewhere into a new directory; with --unpack, the directory that"
              + " the times are of, if it is not theirs.")
  private String pack;

  @Option(
      names = "--unpack",
      paramLabel = "RESULTS.csv",
      description = "Makes a table of times measured elsewhere: file,latency_us, a line for a run.")
  private String unpack;

  @Option(names = "--device", paramLabel = "NAME", description = "Kind of device unpacked.")
  private String device;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Which one of its kind; default: the device.")
  private String host;

  @Option(
      names = "--runtime",
      paramLabel = "NAME",
      description = "What ran the models there, with its version.")
  private String runtime;

  @Option(names = "--threads", paramLabel = "N", description = "Threads that it had, if known.")
  private Integer threads;

  @Override
  public Integer call() throws IOException {
    Experiment experiment = options.load().experiment();
    Console console = new Console(spec);
    if (unpack != null || pack != null) {
      withoutCluster(new PackJob(Storage.standard(), experiment, refresh, console::line));
      return ExitCode.OK.code();
    }
    try (JavaSparkContext context = SparkStart.start("profile")) {
      ProfileSummary summary = new ProfileJob(context, experiment, refresh, console::line).run();
      if (json) {
        console.document(ProfileSummaryJson.text(summary));
      }
    }
    return ExitCode.OK.code();
  }

  private void withoutCluster(PackJob job) throws IOException {
    if (unpack == null) {
      job.pack(pack);
      return;
    }
    if (device == null || runtime == null || (threads != null && threads < 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "--unpack needs --device NAME and --runtime NAME, and --threads of at least 1 if any");
    }
    job.unpack(
        unpack,
        Optional.ofNullable(pack),
        new PackedTimes.Place(
            device,
            host == null ? device : host,
            runtime,
            threads == null ? OptionalInt.empty() : OptionalInt.of(threads)));
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fbnetspark.cli.json.DescriptionJson;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.format.latency.LatencyFile;
import org.fbnetspark.report.Description;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a network or a space consists of and costs; starts no Spark. */
@Command(
    name = "describe",
    customSynopsis = {
      "./submit/describe --architecture NAME|FILE [--latency-table FILE] [--json]",
      "       ./submit/describe --space NAME|FILE [--latency-table FILE] [--json]",
      "       ./submit/describe --config FILE [--set key=value]..."
    },
    description =
        "Prints a network or a space: each layer's op, shapes, MACs, parameters and, on a latency"
            + " table, its time; without a name, the space of the configuration.",
    footer = {
      "",
      "Examples:",
      "  ./submit/describe --architecture FBNet-C",
      "  ./submit/describe --space fbnet-v1 --json",
      "  ./submit/describe --space tiny --set space.input=[64,64,3]"
    })
final class DescribeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

  @ArgGroup(exclusive = true)
  private Subject subject = new Subject();

  @Option(
      names = "--latency-table",
      paramLabel = "FILE",
      description = "Adds the times of this table (.json, .csv, .txt).")
  private String latencyTable;

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  /** What is described. */
  private static final class Subject {
    @Option(
        names = "--architecture",
        paramLabel = "NAME|FILE",
        completionCandidates = ArchitectureNames.class,
        description = "A file architecture.json or one of: ${COMPLETION-CANDIDATES}.")
    private String architecture;

    @Option(
        names = "--space",
        paramLabel = "NAME|FILE",
        completionCandidates = Spaces.class,
        description = "An experiment's file or one of: ${COMPLETION-CANDIDATES}.")
    private String space;
  }

  /** Names for the help text. */
  private static final class Spaces implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return SpaceCatalog.names().iterator();
    }
  }

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec);
    if (subject.architecture != null) {
      int lastMap = options.load().experiment().space().lastMap();
      Network network = NetworkOption.source(subject.architecture, lastMap, spec).asItStands();
      Optional<LatencyTable> latencies = latencies(Space.of(network));
      console.document(
          json ? DescriptionJson.of(network, latencies) : Description.text(network, latencies));
    } else {
      Space space = space();
      Optional<LatencyTable> latencies = latencies(space);
      console.document(
          json ? DescriptionJson.of(space, latencies) : Description.text(space, latencies));
    }
    return ExitCode.OK.code();
  }

  private Optional<LatencyTable> latencies(Space layers) throws IOException {
    return latencyTable == null
        ? Optional.empty()
        : Optional.of(
            LatencyFile.read(InputFile.bytes(latencyTable), latencyTable, layers)
                .interpolating(
                    options.withSpace(subject.space).experiment().costs().interpolate()));
  }

  private Space space() {
    return options.withSpace(subject.space).experiment().space().definition().space();
  }
}

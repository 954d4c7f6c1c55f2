package org.fbnetspark.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fbnetspark.domain.latency.LatencyMerge;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.TableSummary;
import org.fbnetspark.format.latency.LatencyTableJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One table from those of several hosts. */
@Command(
    name = "merge",
    customSynopsis = "./submit/tables merge OUT.json FILE FILE...",
    description =
        "Merges the tables of hosts of one class: each row becomes the median of its hosts. Tables"
            + " of unlike devices or settings are refused. OUT.json must not exist.",
    footer = {"", "Examples:", "  ./submit/tables merge all.json host-a.json host-b.json"})
final class TablesMergeCommand implements Callable<Integer> {

  private static final String ENDING = ".json";

  @Spec private CommandSpec spec;

  @Mixin private TableOptions options;

  @Parameters(index = "0", paramLabel = "OUT.json", description = "The file to write.")
  private String out;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "The tables.")
  private List<String> files = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    TableOptions.refuseOtherEnding(spec, out, ENDING);
    List<LatencyTable> tables = new ArrayList<>();
    for (String file : files) {
      tables.add(options.read(file));
    }
    LatencyMerge.Merged merged;
    try {
      merged = LatencyMerge.of(tables);
    } catch (IllegalArgumentException unlike) {
      throw new IOException(String.join(", ", files) + ": " + unlike.getMessage(), unlike);
    }
    TableOptions.write(spec, out, ENDING, LatencyTableJson.write(merged.table()));
    TableSummary summary = TableSummary.of(merged.table());
    Console console = new Console(spec);
    console.document(
        out + ": " + summary.rows() + " rows of " + String.join(", ", summary.hosts()));
    merged.table().rows().values().stream()
        .flatMapToDouble(row -> row.hostSpread().stream())
        .max()
        .ifPresent(
            widest ->
                console.document(
                    String.format(
                        Locale.ROOT,
                        "the hosts lie apart by up to %.1f %% of a row",
                        100 * widest)));
    if (merged.correctionDropped()) {
      console.document(
          "the corrections of the tables differ, or no longer hold, and were left out: whole"
              + " networks must be timed again");
    }
    return ExitCode.OK.code();
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.fbnetspark.domain.latency.LatencyCheck;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.report.TableReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One table in full. */
@Command(
    name = "show",
    customSynopsis = "./submit/tables show FILE [--space NAME|FILE] [--json]",
    description =
        "Prints a table: where it comes from, the line from rows to whole networks, and every row"
            + " with its spread, its hosts and how far those lie apart, (largest - smallest) /"
            + " median.",
    footer = {
      "",
      "Examples:",
      "  ./submit/tables show tables/phone.json",
      "  ./submit/tables show lookup.txt --space fbnet-v1"
    })
final class TablesShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private TableOptions options;

  @Parameters(index = "0", paramLabel = "FILE", description = "The table.")
  private String file;

  @Option(
      names = "--json",
      description = "Prints the table as the .json file that it is or would be.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    LatencyTable table = options.read(file);
    Console console = new Console(spec);
    console.document(
        json
            ? new String(LatencyTableJson.write(table), StandardCharsets.UTF_8)
            : TableReport.full(table));
    LatencyCheck.cautions(table).forEach(caution -> console.line("warning: " + caution));
    return ExitCode.OK.code();
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.format.latency.LatencyTableCsv;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A table for a spreadsheet. */
@Command(
    name = "export",
    customSynopsis = "./submit/tables export FILE OUT.csv",
    description =
        "Writes a table as CSV, with everything that it tells, in the form that is read as a table"
            + " again. OUT.csv must not exist.",
    footer = {"", "Examples:", "  ./submit/tables export tables/phone.json phone.csv"})
final class TablesExportCommand implements Callable<Integer> {

  private static final String ENDING = ".csv";

  @Spec private CommandSpec spec;

  @Mixin private TableOptions options;

  @Parameters(index = "0", paramLabel = "FILE", description = "The table.")
  private String file;

  @Parameters(index = "1", paramLabel = "OUT.csv", description = "The file to write.")
  private String out;

  @Override
  public Integer call() throws IOException {
    TableOptions.refuseOtherEnding(spec, out, ENDING);
    LatencyTable table = options.read(file);
    try {
      TableOptions.write(spec, out, ENDING, LatencyTableCsv.write(table));
    } catch (IllegalArgumentException strange) {
      throw new IOException(file + ": " + strange.getMessage(), strange);
    }
    new Console(spec).document(out + ": " + table.rows().size() + " rows");
    return ExitCode.OK.code();
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.fbnetspark.cli.json.TablesJson;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.profile.TableComparison;
import org.fbnetspark.report.TableReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How far two tables agree. */
@Command(
    name = "diff",
    customSynopsis = "./submit/tables diff FILE FILE [--worst N] [--json]",
    description =
        "Compares the rows that two tables share: Spearman's rank correlation, the median relative"
            + " difference, the rows that differ most, and the rows that one alone has. The tables"
            + " may be of unlike devices.",
    footer = {"", "Examples:", "  ./submit/tables diff tables/old.json tables/new.json --worst 5"})
final class TablesDiffCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private TableOptions options;

  @Parameters(index = "0", paramLabel = "FILE", description = "The table that is compared with.")
  private String first;

  @Parameters(index = "1", paramLabel = "FILE", description = "The other table.")
  private String second;

  @Option(
      names = "--worst",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many of the rows that differ most are printed; ${DEFAULT-VALUE}.")
  private int worst;

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (worst < 0) {
      throw new ParameterException(
          spec.commandLine(), "--worst must be at least 0, but was " + worst);
    }
    LatencyTable a = options.read(first);
    LatencyTable b = options.read(second);
    TableComparison comparison = TableComparison.of(a, b);
    new Console(spec)
        .document(
            json
                ? TablesJson.comparison(comparison, a.setting(), b.setting(), worst)
                : TableReport.comparison(comparison, a.setting(), b.setting(), worst));
    return ExitCode.OK.code();
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fbnetspark.cli.json.TablesJson;
import org.fbnetspark.cli.json.TablesJson.Validation;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.cost.MissingLatencyException;
import org.fbnetspark.domain.cost.NegativeLatencyException;
import org.fbnetspark.domain.latency.InterpolationError;
import org.fbnetspark.domain.latency.LatencyCheck;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.format.latency.LatencyFile;
import org.fbnetspark.report.LatencySentences;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything that is wrong with tables. */
@Command(
    name = "validate",
    customSynopsis =
        "./submit/tables validate FILE... [--space NAME|FILE | --config FILE] [--json]",
    description =
        "Reads tables and tells every row that is refused or contradicts itself; for a space also"
            + " every row that is missing, and the command that measures those.",
    footer = {
      "",
      "Examples:",
      "  ./submit/tables validate tables/*.json",
      "  ./submit/tables validate phone.csv --space fbnet-v1"
    })
final class TablesValidateCommand implements Callable<Integer> {

  /** Of a table with thousands of rows that were left out a person reads no more. */
  private static final int MOST_NOTES = 20;

  private static final int MOST_MISSING = 100;

  @Spec private CommandSpec spec;

  @Mixin private TableOptions options;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The tables.")
  private List<String> files = new ArrayList<>();

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Optional<Space> space = options.space();
    List<Validation> validations = new ArrayList<>();
    for (String file : files) {
      validations.add(validate(file, space));
    }
    Console console = new Console(spec);
    if (json) {
      console.document(TablesJson.validation(validations));
    } else {
      validations.forEach(validation -> console.document(text(validation)));
    }
    boolean passed = validations.stream().allMatch(Validation::passed);
    return (passed ? ExitCode.OK : ExitCode.DATA_REFUSED).code();
  }

  private Validation validate(String file, Optional<Space> space) {
    List<String> problems = new ArrayList<>();
    List<String> cautions = new ArrayList<>();
    Optional<LatencyTable> table = Optional.empty();
    try {
      LatencyFile.Checked checked = options.check(file);
      table = checked.table();
      problems.addAll(checked.problems());
      checked.leftOut().forEach(row -> cautions.add("left out " + row));
    } catch (IOException unreadable) {
      problems.add(unreadable.getMessage());
    }
    table.ifPresent(read -> problems.addAll(LatencyCheck.problems(read)));
    table
        .map(read -> read.provenance().get(LatencyFile.READ_AS))
        .ifPresent(met -> cautions.add("read as " + met));
    table.ifPresent(read -> cautions.addAll(LatencyCheck.cautions(read)));
    table
        .flatMap(InterpolationError::of)
        .ifPresent(error -> cautions.add(LatencySentences.error(error)));
    if (table.isPresent() && space.isPresent()) {
      LatencyRows rows = LatencyRows.of(space.get(), table.get());
      if (rows.interpolated() > 0) {
        cautions.add(
            LatencySentences.rows(rows)
                + (options.interpolate() ? "" : " where cost.interpolate = true, as by --set"));
      }
    }
    List<LatencyKey> missing =
        table.flatMap(read -> space.map(asked -> missing(asked, read, problems))).orElse(List.of());
    return new Validation(
        file,
        table.map(read -> read.rows().size()).orElse(-1),
        problems,
        missing,
        missing.isEmpty() ? "" : options.profileCommand(),
        cautions);
  }

  private List<LatencyKey> missing(Space space, LatencyTable table, List<String> problems) {
    try {
      CostTable.latency(space, table.interpolating(options.interpolate()));
      return List.of();
    } catch (MissingLatencyException lacking) {
      return lacking.keys();
    } catch (NegativeLatencyException negative) {
      problems.add(negative.getMessage());
      return List.of();
    }
  }

  private static String text(Validation file) {
    List<String> lines = new ArrayList<>();
    lines.add(file.file() + (file.passed() ? ": good, " + file.rows() + " rows" : ": refused"));
    file.problems().forEach(problem -> lines.add("  " + problem));
    if (!file.missing().isEmpty()) {
      lines.add("  " + file.missing().size() + " rows are missing:");
      file.missing().stream().limit(MOST_MISSING).forEach(key -> lines.add("    " + key));
      if (file.missing().size() > MOST_MISSING) {
        lines.add("    and " + (file.missing().size() - MOST_MISSING) + " more");
      }
      lines.add("  measure just these: " + file.command());
    }
    file.cautions().stream().limit(MOST_NOTES).forEach(note -> lines.add("  note: " + note));
    if (file.cautions().size() > MOST_NOTES) {
      lines.add("  note: and " + (file.cautions().size() - MOST_NOTES) + " more");
    }
    return String.join("\n", lines);
  }
}

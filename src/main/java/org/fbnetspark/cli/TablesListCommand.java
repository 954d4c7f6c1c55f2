package org.fbnetspark.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fbnetspark.cli.json.TablesJson;
import org.fbnetspark.domain.latency.TableSummary;
import org.fbnetspark.report.TableReport;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A line for each table. */
@Command(
    name = "list",
    customSynopsis = "./submit/tables list [DIR|FILE]... [--json]",
    description =
        "Prints a line for each table: device, runtime, dtype, batch, threads, rows, share of rows"
            + " that did not settle, error (MAPE) and rank correlation (Kendall's tau) of whole"
            + " networks, hosts. Files that are no tables are named on standard error.",
    footer = {"", "Examples:", "  ./submit/tables list", "  ./submit/tables list tables a.csv"})
final class TablesListCommand implements Callable<Integer> {

  private static final String FORMS = "(?i).*\\.(json|csv|txt)";

  @Spec private CommandSpec spec;

  @Mixin private TableOptions options;

  @Parameters(
      arity = "0..*",
      paramLabel = "DIR|FILE",
      defaultValue = "tables",
      description = "Tables and directories of tables; by default the directory tables.")
  private List<String> places = new ArrayList<>();

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Map<String, TableSummary> tables = new LinkedHashMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    for (String file : files()) {
      try {
        tables.put(file, TableSummary.of(options.read(file)));
      } catch (IOException notATable) {
        refused.put(file, notATable.getMessage());
      }
    }
    Console console = new Console(spec);
    console.document(json ? TablesJson.list(tables, refused) : TableReport.list(tables));
    refused.values().forEach(reason -> console.line("error: " + reason));
    return (refused.isEmpty() ? ExitCode.OK : ExitCode.DATA_REFUSED).code();
  }

  private List<String> files() throws IOException {
    Storage storage = Storage.standard();
    List<String> files = new ArrayList<>();
    for (String place : places) {
      String path = storage.qualified(place);
      if (!storage.exists(path)) {
        throw new FileNotFoundException(
            place
                + " does not exist; ./submit/profile writes tables, and any file or directory"
                + " can be named");
      }
      if (storage.isDirectory(path)) {
        storage.list(path).stream()
            .filter(entry -> !entry.directory() && entry.name().matches(FORMS))
            .map(FileEntry::name)
            .forEach(name -> files.add(Storage.child(place, name)));
      } else {
        files.add(place);
      }
    }
    return files;
  }
}

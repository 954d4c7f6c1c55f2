package org.fbnetspark.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fbnetspark.format.ChartsJson;
import org.fbnetspark.format.RunComparisonJson;
import org.fbnetspark.report.ChartData;
import org.fbnetspark.report.Comparison;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.store.Storage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Several runs side by side; starts no Spark. */
@Command(
    name = "compare",
    customSynopsis = "./submit/compare RUN RUN... [--json] [--output FILE.html]",
    description =
        "Prints a line for each run: architecture, MACs, parameters, target, expected, predicted"
            + " and measured cost, the supernet's figures, seed, epochs, images/s. With --output it"
            + " also writes a page that lays their curves over each other and their architectures"
            + " side by side.",
    footer = {
      "",
      "Examples:",
      "  ./submit/compare runs/a runs/b",
      "  ./submit/compare runs/a runs/b runs/c --output abc.html"
    })
final class CompareCommand implements Callable<Integer> {

  private static final int MOST_RUNS = 24;

  @Spec private CommandSpec spec;

  @Mixin private RunOptions options;

  @Parameters(arity = "2..*", paramLabel = "RUN", description = "Directories of the runs.")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "FILE.html",
      description = "Writes the page, over an older one if there is one.")
  private String output;

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (runs.size() > MOST_RUNS) {
      throw new ParameterException(
          spec.commandLine(),
          "At most " + MOST_RUNS + " runs are compared, but " + runs.size() + " were given");
    }
    if (output != null && !output.endsWith(".html")) {
      throw new ParameterException(
          spec.commandLine(), "The page to write must end in .html, but was " + output);
    }
    List<RunRecord> records = new ArrayList<>();
    for (String run : runs) {
      records.add(RunOptions.read(RunOptions.files(run)));
    }
    Console console = new Console(spec);
    if (output != null) {
      Storage storage = Storage.standard();
      String path = storage.qualified(output);
      String page = Comparison.html(records, new ChartData(ChartsJson.of(records)));
      storage.replace(path, page.getBytes(StandardCharsets.UTF_8));
      console.line("comparison     " + path);
    }
    console.document(json ? RunComparisonJson.of(records) : Comparison.text(records));
    return ExitCode.OK.code();
  }
}

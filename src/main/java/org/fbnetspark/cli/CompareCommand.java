package org.fbnetspark.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.cli.json.RetrainComparisonJson;
import org.fbnetspark.cli.json.RunComparisonJson;
import org.fbnetspark.report.ChartData;
import org.fbnetspark.report.ChartsJson;
import org.fbnetspark.report.Comparison;
import org.fbnetspark.report.RetrainChartsJson;
import org.fbnetspark.report.RetrainComparison;
import org.fbnetspark.retrain.RetrainRecord;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.RunKind;
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
        "Prints a line for each search: architecture, MACs, parameters, target, expected,"
            + " predicted and measured cost, the supernet's figures, seed, epochs, images/s; or for"
            + " each retraining: network, MACs, parameters, epochs, accuracy held out and on the"
            + " test images, images/s. With --output it also writes a page that lays their curves"
            + " over each other, of searches with their architectures side by side.",
    footer = {
      "",
      "Examples:",
      "  ./submit/compare runs/a runs/b",
      "  ./submit/compare runs/a runs/b runs/c --output abc.html",
      "  ./submit/compare runs/fbnet-a runs/fbnet-c --json"
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
    List<RunFiles> files = new ArrayList<>();
    for (String run : runs) {
      files.add(RunOptions.files(run));
    }
    Set<RunKind> kinds = files.stream().map(RunFiles::kind).collect(Collectors.toSet());
    if (kinds.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "Runs of one kind are compared with each other, but these are of "
              + Stream.of(RunKind.values())
                  .filter(kinds::contains)
                  .map(kind -> kind.command() + ": " + named(kind, files))
                  .collect(Collectors.joining("; ")));
    }
    switch (kinds.iterator().next()) {
      case SEARCH -> compareSearches(files);
      case RETRAIN -> compareRetrainings(files);
    }
    return ExitCode.OK.code();
  }

  private String named(RunKind kind, List<RunFiles> files) {
    return IntStream.range(0, files.size())
        .filter(i -> files.get(i).kind() == kind)
        .mapToObj(runs::get)
        .collect(Collectors.joining(", "));
  }

  private void compareSearches(List<RunFiles> files) throws IOException {
    List<RunRecord> records = new ArrayList<>();
    for (RunFiles one : files) {
      records.add(RunOptions.read(one));
    }
    tell(
        json ? RunComparisonJson.of(records) : Comparison.text(records),
        () -> Comparison.html(records, new ChartData(ChartsJson.of(records))));
  }

  private void compareRetrainings(List<RunFiles> files) throws IOException {
    List<RetrainRecord> records = new ArrayList<>();
    for (RunFiles one : files) {
      records.add(RunOptions.retraining(one));
    }
    tell(
        json ? RetrainComparisonJson.of(records) : RetrainComparison.text(records),
        () -> RetrainComparison.html(records, new ChartData(RetrainChartsJson.of(records))));
  }

  private void tell(String document, Supplier<String> page) throws IOException {
    Console console = new Console(spec);
    if (output != null) {
      Storage storage = Storage.standard();
      String path = storage.qualified(output);
      storage.replace(path, page.get().getBytes(StandardCharsets.UTF_8));
      console.line("comparison     " + path);
    }
    console.document(document);
  }
}

package org.fbnetspark.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fbnetspark.cli.json.RunJson;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.report.Comparison;
import org.fbnetspark.report.RunView;
import org.fbnetspark.run.SweepFiles;
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
    customSynopsis = "./submit/compare RUN|SWEEP... [--json] [--output FILE.html]",
    description =
        "Prints a line for each run: network, MACs, parameters, seed, epochs, throughput; of"
            + " searches also target, expected, predicted and measured cost and the supernet's"
            + " figures, of retrainings accuracy held out and on the test images. With --output it"
            + " also writes a page that lays their curves over each other and their networks side"
            + " by side.",
    footer = {
      "",
      "Examples:",
      "  ./submit/compare runs/a runs/b",
      "  ./submit/compare runs/a runs/b runs/c --output abc.html",
      "  ./submit/compare runs/fbnet-a runs/fbnet-c --json",
      "  ./submit/compare sweeps/targets"
    })
final class CompareCommand implements Callable<Integer> {

  private static final int MOST_RUNS = 24;

  @Spec private CommandSpec spec;

  @Mixin private RunOptions options;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN|SWEEP",
      description = "Directories of the runs; a sweep stands for those of its points.")
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
    List<String> named = List.copyOf(runs);
    runs = new ArrayList<>();
    for (String one : named) {
      Optional<SweepFiles> sweep = RunOptions.sweep(one);
      runs.addAll(sweep.isPresent() ? sweep.get().runs() : List.of(one));
    }
    if (runs.size() < 2 || runs.size() > MOST_RUNS) {
      throw new ParameterException(
          spec.commandLine(),
          "2 to "
              + MOST_RUNS
              + " runs are compared, but "
              + runs.size()
              + " were given; ./submit/report SWEEP has a page of all points of a sweep");
    }
    if (output != null && !output.endsWith(".html")) {
      throw new ParameterException(
          spec.commandLine(), "The page to write must end in .html, but was " + output);
    }
    List<RunView> views = new ArrayList<>();
    for (String run : runs) {
      views.add(RunOptions.view(RunOptions.files(run)));
    }
    List<RunRecord> records = views.stream().map(RunView::run).toList();
    requireOneKind(records);
    Console console = new Console(spec);
    if (output != null) {
      Storage storage = Storage.standard();
      String path = storage.qualified(output);
      storage.replace(path, Comparison.html(views).getBytes(StandardCharsets.UTF_8));
      console.line("comparison     " + path);
    }
    console.document(json ? RunJson.comparison(views) : Comparison.text(views));
    return ExitCode.OK.code();
  }

  private void requireOneKind(List<RunRecord> records) {
    Map<RunKind, String> named = new EnumMap<>(RunKind.class);
    for (int i = 0; i < records.size(); i++) {
      named.merge(records.get(i).kind(), runs.get(i), (one, more) -> one + ", " + more);
    }
    if (named.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "Runs of one kind are compared with each other, but these are "
              + named.entrySet().stream()
                  .map(kind -> kind.getKey().plural() + ": " + kind.getValue())
                  .collect(Collectors.joining("; ")));
    }
  }
}

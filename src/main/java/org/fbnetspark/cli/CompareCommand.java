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
import org.fbnetspark.report.Comparison;
import org.fbnetspark.report.GoalsView;
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
            + " figures, of retrainings accuracy held out and on the test images. A search for several goals"
            + " has a line for each, and so has a sweep, of points that have begun. With --output it"
            + " also writes a page that lays their curves over each other and their networks side"
            + " by side, of many runs those of the first; ./submit/report SWEEP has a page of which"
            + " points no other one dominates.",
    footer = {
      "",
      "Examples:",
      "  ./submit/compare runs/a runs/b",
      "  ./submit/compare runs/a runs/b runs/c --output abc.html",
      "  ./submit/compare runs/fbnet-a runs/fbnet-c --json",
      "  ./submit/compare sweeps/targets"
    })
final class CompareCommand implements Callable<Integer> {

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
    if (output != null && !output.endsWith(".html")) {
      throw new ParameterException(
          spec.commandLine(), "The page to write must end in .html, but was " + output);
    }
    List<RunView> views = new ArrayList<>();
    Map<RunKind, String> named = new EnumMap<>(RunKind.class);
    for (String path : paths()) {
      RunView view = RunOptions.view(RunOptions.files(path));
      views.addAll(view instanceof GoalsView several ? several.goals() : List.of(view));
      named.merge(view.run().kind(), path, (one, more) -> one + ", " + more);
    }
    requireComparable(views, named);
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

  /** A sweep stands for the runs of its points. */
  private List<String> paths() throws IOException {
    List<String> paths = new ArrayList<>();
    for (String one : runs) {
      Optional<SweepFiles> sweep = RunOptions.sweep(one);
      if (sweep.isEmpty()) {
        paths.add(one);
        continue;
      }
      paths.addAll(sweep.get().runs());
      List<String> notBegun = sweep.get().notBegun();
      if (!notBegun.isEmpty()) {
        new Console(spec).line("not begun      " + one + ": " + String.join(", ", notBegun));
      }
    }
    return paths;
  }

  private void requireComparable(List<RunView> views, Map<RunKind, String> named) {
    if (views.size() < 2) {
      throw new ParameterException(
          spec.commandLine(),
          "At least 2 runs are compared, points of sweeps that have begun and goals of runs among"
              + " them, but "
              + views.size()
              + (views.size() == 1 ? " was" : " were")
              + " given; name another");
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

package org.fbnetspark.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.domain.run.RunPulse;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.run.RunStatus;
import org.fbnetspark.domain.run.Schedule;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.latency.LatencyFile;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.run.EvaluationJson;
import org.fbnetspark.format.run.MetricsJson;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.format.run.RunManifestJson.RunManifest;
import org.fbnetspark.format.run.SearchSummaryJson;
import org.fbnetspark.report.GoalsView;
import org.fbnetspark.report.RunPage;
import org.fbnetspark.report.RunView;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.retrain.RetrainRecord;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.GoalSettings;
import org.fbnetspark.search.GoalsRecord;
import org.fbnetspark.search.SearchRecord;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.store.Storage;

/** Reads what a run has written, while it goes on or afterwards; needs no Spark context. */
public final class RunFiles {

  private static final int MOST_BYTES = 64 << 20;

  /** Samples that are read; a page of more would not be looked through. */
  private static final int MOST_SAMPLES = 20;

  private final RunDirectory directory;
  private final RunManifest manifest;

  private RunFiles(RunDirectory directory, RunManifest manifest) {
    this.directory = directory;
    this.manifest = manifest;
  }

  /**
   * The files of a run.
   *
   * @throws JobRefusedException where the path is no run directory
   * @throws IOException where the manifest is damaged
   */
  public static RunFiles at(Storage storage, String path) throws IOException {
    RunDirectory directory = new RunDirectory(storage, storage.qualified(path));
    if (!storage.isDirectory(directory.path())) {
      throw new JobRefusedException(
          path
              + (storage.exists(directory.path()) ? " is a file" : " does not exist")
              + "; name the directory that a run was given as --run-dir");
    }
    if (!storage.exists(directory.manifest())) {
      throw new JobRefusedException(
          path + " is not the directory of a run (no manifest.json)" + instead(directory));
    }
    return of(directory);
  }

  static RunFiles of(RunDirectory directory) throws IOException {
    return new RunFiles(
        directory,
        RunManifestJson.read(read(directory, directory.manifest()), directory.manifest()));
  }

  /** What a directory is, where it is another known one. */
  private static String instead(RunDirectory directory) throws IOException {
    Storage storage = directory.storage();
    String path = directory.path();
    if (DatasetDirectory.at(storage, path).exists()) {
      return "; it is a data set";
    }
    List<String> runs =
        storage.list(path).stream()
            .filter(entry -> entry.directory() && !entry.name().startsWith("."))
            .map(entry -> Storage.child(entry.path(), "manifest.json"))
            .toList();
    for (String run : runs) {
      if (storage.exists(run)) {
        return "; it holds runs, such as " + run.substring(0, run.lastIndexOf('/'));
      }
    }
    return "";
  }

  /**
   * What the directory is the directory of.
   *
   * @throws JobRefusedException where a later version has made it
   */
  public RunKind kind() {
    String command = RunFacts.command(manifest.facts());
    return RunKind.of(command)
        .orElseThrow(
            () ->
                new JobRefusedException(
                    directory.manifest()
                        + " is of the command "
                        + command
                        + ", which this version does not know"));
  }

  /**
   * Everything that the files of a retraining tell.
   *
   * @param recipes by the configuration
   * @throws FormatException where a file is damaged, with its name and the line or field
   */
  public RetrainRecord retraining(RetrainRecipes recipes) throws IOException {
    Network network = architecture(directory.architecture());
    // Retrainings of old did not say by which recipe, and took images as the data had them.
    RetrainRecipe recipe =
        Optional.ofNullable(manifest.facts().get(RunFacts.RECIPE))
            .flatMap(recipes::named)
            .orElseGet(() -> recipes.of(network.input().shape()));
    return new RetrainRecord(
        record(recipe.settings().schedule()),
        network,
        recipe,
        directory.storage().exists(directory.evaluation())
            ? Optional.of(
                EvaluationJson.read(
                    read(directory, directory.evaluation()), directory.evaluation()))
            : Optional.empty());
  }

  /** Path of the configuration. */
  public String configPath() {
    return directory.config();
  }

  /** The resolved configuration, as HOCON. */
  public String config() throws IOException {
    return new String(read(directory, directory.config()), StandardCharsets.UTF_8);
  }

  /**
   * Everything that the files of a search tell.
   *
   * @param settings of the search, by the configuration
   * @param costs likewise
   * @throws FormatException where a file is damaged, with its name and the line or field
   */
  public SearchRecord search(SearchSettings settings, CostSettings costs) throws IOException {
    RunRecord run = record(settings.schedule());
    return new SearchRecord(run, settings, costs, latencies(), summary(run), samples());
  }

  /**
   * Everything that the files of a search for several goals tell.
   *
   * @param settings of the search, by the configuration
   * @param goals likewise
   * @throws FormatException where a file is damaged, with its name and the line or field
   */
  public GoalsRecord goals(SearchSettings settings, List<GoalSettings> goals) throws IOException {
    List<SearchRecord> records = new ArrayList<>();
    for (GoalSettings goal : goals) {
      records.add(of(directory.goal(goal.name())).search(goal.search(), goal.costs()));
    }
    return new GoalsRecord(record(settings.schedule()), records);
  }

  /**
   * Refuses to train in the folder of a goal, which is a part of another run.
   *
   * @throws JobRefusedException where it is one
   */
  public static void refuseGoal(RunDirectory directory) throws IOException {
    if (directory.begun()) {
      String goal = of(directory).manifest.facts().get(RunRecord.GOAL);
      if (goal != null) {
        throw new JobRefusedException(
            directory.path()
                + " is the goal "
                + goal
                + " of a search for several; go on with that, by the --run-dir two folders above");
      }
    }
  }

  private RunRecord record(Schedule schedule) throws IOException {
    String summary = directory.summary();
    return new RunRecord(
        new RunPath(directory.path()),
        kind(),
        schedule,
        manifest.facts(),
        config(),
        epochs(),
        directory.storage().exists(summary)
            ? Optional.of(new String(read(directory, summary), StandardCharsets.UTF_8))
            : Optional.empty());
  }

  /**
   * How a run stands at a moment. The goal of a search for several lives as long as that: while the
   * finalists of others are retrained, nothing is written in its own folder.
   */
  public RunStatus status(RunRecord run, Instant asked) throws IOException {
    RunDirectory whole = new RunDirectory(directory.storage(), run.whole().directory());
    Instant lastWritten = whole.begun() ? of(whole).lastWritten() : lastWritten();
    RunPulse pulse =
        pulse(run.finished(), whole.begun() && whole.ended(), lastWritten, asked, run.epochs());
    try {
      OptionalInt checkpoint =
          switch (run.kind()) {
            case SEARCH -> checkpoint(SearchCheckpoints.CODEC, run.whole());
            case RETRAIN -> checkpoint(RetrainFiles.CODEC, run.whole());
          };
      return new RunStatus(run, pulse, checkpoint, "");
    } catch (JobRefusedException unusable) {
      return new RunStatus(run, pulse, OptionalInt.empty(), unusable.getMessage());
    }
  }

  /** Epochs completed in the newest checkpoint that is whole. */
  private <S> OptionalInt checkpoint(CheckpointFiles.Codec<S> codec, RunPath whole) {
    Optional<S> state =
        new CheckpointFiles<>(
                codec,
                new RunDirectory(directory.storage(), whole.directory()),
                manifest.identity(),
                Optional.empty(),
                Integer.MAX_VALUE,
                damaged -> {})
            .latest();
    return state.isPresent()
        ? OptionalInt.of(codec.epoch().applyAsInt(state.get()))
        : OptionalInt.empty();
  }

  private static RunPulse pulse(
      boolean finished, boolean ended, Instant lastWritten, Instant asked, List<Epoch> epochs) {
    return new RunPulse(
        finished, ended, lastWritten, asked, epochs.stream().mapToDouble(Epoch::seconds).max());
  }

  /**
   * Writes the page of a run over an older one, and, of one for several goals, the networks between
   * cost and quality.
   *
   * @param output where to; without it, into the run directory
   * @return the full path
   */
  public String writeReport(RunView view, Optional<String> output) throws IOException {
    Storage storage = directory.storage();
    String path = output.isPresent() ? storage.qualified(output.get()) : directory.report();
    if (view instanceof GoalsView goals && !goals.fronts().isEmpty()) {
      new ParetoFiles(storage, directory.path()).write(goals.fronts());
    }
    storage.replace(path, RunPage.html(view).getBytes(StandardCharsets.UTF_8));
    return path;
  }

  /** Reads a run of a kind. */
  public interface Reader {
    RunView read(RunFiles files) throws IOException;
  }

  /**
   * Writes the page of a run that ends. It has done its work by then, so nothing that goes wrong
   * here fails it.
   */
  public static void writeReport(RunDirectory directory, Reader reader, Consumer<String> lines) {
    try {
      RunFiles files = of(directory);
      lines.accept("report         " + files.writeReport(reader.read(files), Optional.empty()));
    } catch (IOException | RuntimeException e) {
      lines.accept(
          "warning: the report could not be written, ./submit/report may: " + e.getMessage());
    }
  }

  /** Whether nothing was written since a process claimed the run, for longer than epochs take. */
  boolean silent(Instant claimed, Instant asked) throws IOException {
    Instant last = Collections.max(List.of(claimed, lastWritten()));
    return pulse(false, false, last, asked, epochs()).state() == RunPulse.State.SILENT;
  }

  /** Also in the folders of goals: finalists are trained there for longer than epochs take. */
  Instant lastWritten() throws IOException {
    List<Instant> times = new ArrayList<>();
    for (RunDirectory run : searches()) {
      for (String file :
          List.of(
              run.manifest(),
              run.latencyTable(),
              run.metrics(),
              run.networkTimes(),
              run.summary())) {
        addWritten(run.storage(), file, times);
      }
    }
    for (RunDirectory run : retrainings().runs()) {
      addWritten(run.storage(), run.metrics(), times);
    }
    return Collections.max(times);
  }

  /** What is retrained for the search, and for each of its goals. */
  public Retrainings retrainings() throws IOException {
    return Retrainings.of(searches());
  }

  /** The run itself, and its goals. */
  private List<RunDirectory> searches() {
    List<RunDirectory> searches = new ArrayList<>(List.of(directory));
    RunRecord.goals(manifest.facts()).forEach(goal -> searches.add(directory.goal(goal)));
    return searches;
  }

  private static void addWritten(Storage storage, String file, List<Instant> times)
      throws IOException {
    if (storage.exists(file)) {
      times.add(storage.modified(file));
    }
  }

  List<Epoch> epochs() throws IOException {
    return directory.storage().exists(directory.metrics())
        ? MetricsJson.read(read(directory, directory.metrics()), directory.metrics())
        : List.of();
  }

  private Optional<LatencyTable> latencies() throws IOException {
    String path = directory.latencyTable();
    if (!directory.storage().exists(path)) {
      return Optional.empty();
    }
    byte[] bytes = directory.storage().read(path, LatencyFile.LARGEST_BYTES);
    // A run that went without interpolation had every row.
    return Optional.of(LatencyTableJson.read(bytes, path).interpolating());
  }

  /** The outcome, which must be that of the epochs that are told of. */
  private Optional<SearchSummary> summary(RunRecord run) throws IOException {
    if (!run.finished()) {
      return Optional.empty();
    }
    SearchSummary summary =
        SearchSummaryJson.read(
            run.outcome().orElseThrow().getBytes(StandardCharsets.UTF_8),
            directory.summary(),
            architecture(directory.architecture()));
    if (!run.epochs().isEmpty() && run.epochsDone() != summary.epochs()) {
      throw new FormatException(
          directory.metrics(),
          "its last line",
          "is of epoch "
              + run.epochsDone()
              + ", but the search has ended after "
              + summary.epochs());
    }
    return Optional.of(summary);
  }

  private List<Network> samples() throws IOException {
    List<Network> samples = new ArrayList<>();
    for (int number = 1; number <= MOST_SAMPLES; number++) {
      if (!directory.storage().exists(directory.sample(number))) {
        break;
      }
      samples.add(architecture(directory.sample(number)));
    }
    return samples;
  }

  private Network architecture(String path) throws IOException {
    return ArchitectureJson.read(read(directory, path), path);
  }

  private static byte[] read(RunDirectory directory, String path) throws IOException {
    return directory.storage().read(path, MOST_BYTES);
  }
}

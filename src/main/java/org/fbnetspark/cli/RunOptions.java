package org.fbnetspark.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.report.GoalsView;
import org.fbnetspark.report.RetrainView;
import org.fbnetspark.report.RunView;
import org.fbnetspark.report.SearchView;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.SweepFiles;
import org.fbnetspark.store.Storage;
import picocli.CommandLine.Option;

/** The options of every command about runs, and how run directories are read under them. */
final class RunOptions {

  @Option(names = "--debug", description = "Prints stack traces of errors.")
  private boolean debug;

  @Option(names = "--help", usageHelp = true, description = "Prints this text.")
  private boolean help;

  /** The files of a run directory. */
  static RunFiles files(String run) throws IOException {
    return RunFiles.at(Storage.standard(), run);
  }

  /** The files of a sweep; empty where the path is not of one. */
  static Optional<SweepFiles> sweep(String path) throws IOException {
    return SweepFiles.at(Storage.standard(), path);
  }

  /** What they tell, under the configuration among them. */
  static RunView view(RunFiles files) throws IOException {
    Experiment experiment = experiment(files);
    return switch (files.kind()) {
      case SEARCH ->
          experiment.goals().isEmpty()
              ? new SearchView(files.search(experiment.search(), experiment.costs()))
              : new GoalsView(files.goals(experiment.search(), experiment.goalSettings()));
      case RETRAIN -> new RetrainView(files.retraining(experiment.retrain()));
    };
  }

  /** The configuration among them. */
  private static Experiment experiment(RunFiles files) throws IOException {
    return ConfigFile.parse(files.config(), files.configPath(), List.of()).experiment();
  }
}

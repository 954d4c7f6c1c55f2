package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.report.Figures;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.run.RunStart;

/**
 * Retrains the finalists of a search and its baselines, all alike, each in a run directory of its
 * own, and tells how well they do on training examples that are held out. The test examples are not
 * looked at.
 */
final class FinalistTraining {

  private final JavaSparkContext spark;
  private final Experiment experiment;
  private final String config;
  private final RunDirectory directory;
  private final String dataset;
  private final Consumer<String> lines;
  private double longestSeconds;

  /**
   * Trainings on a running application.
   *
   * @param experiment of the search
   * @param config of the search, which its retrainings keep too
   * @param directory of the search, or of its goal
   * @param dataset directory of the data set that the search trained on
   * @param lines takes what is said to a person
   */
  FinalistTraining(
      JavaSparkContext spark,
      Experiment experiment,
      String config,
      RunDirectory directory,
      String dataset,
      Consumer<String> lines) {
    this.spark = spark;
    this.experiment = experiment;
    this.config = config;
    this.directory = directory;
    this.dataset = dataset;
    this.lines = lines;
  }

  /** How well each finalist does; none where finalists are not retrained. */
  List<RetrainState.Best> finalists(List<Network> networks) throws IOException {
    return train("finalist", networks, experiment.finalists().baselines(), directory::finalistRun);
  }

  /** How well each baseline does. */
  List<RetrainState.Best> baselines(List<Network> networks) throws IOException {
    return train("baseline", networks, 0, directory::baselineRun);
  }

  private List<RetrainState.Best> train(
      String kind, List<Network> networks, int later, IntFunction<RunDirectory> runs)
      throws IOException {
    Optional<Experiment> training = experiment.ofFinalist(dataset);
    List<RetrainState.Best> trained = new ArrayList<>();
    if (training.isEmpty()) {
      return trained;
    }
    for (Network network : networks) {
      int number = trained.size() + 1;
      String remaining =
          longestSeconds == 0
              ? ""
              : " | ETA of all retrainings "
                  + Figures.duration(longestSeconds * (networks.size() - number + 1 + later));
      lines.accept("retraining " + kind + " " + number + " of " + networks.size() + remaining);
      RunDirectory own = runs.apply(number);
      boolean begun = own.begun();
      long start = System.nanoTime();
      trained.add(train(own, network, training.get()));
      if (!begun) {
        // One that an earlier process has begun tells too little of how long others take.
        longestSeconds = Math.max(longestSeconds, (System.nanoTime() - start) / 1e9);
      }
    }
    return trained;
  }

  private RetrainState.Best train(RunDirectory own, Network network, Experiment training)
      throws IOException {
    return new RetrainJob(
            spark,
            training,
            new NetworkSource.Fixed(network, network.name()),
            new RunStart(own.path(), own.begun(), config),
            lines)
        .train();
  }
}

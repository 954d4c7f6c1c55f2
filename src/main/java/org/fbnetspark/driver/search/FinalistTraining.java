package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DataSettings;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.driver.retrain.RetrainJobSettings;
import org.fbnetspark.report.Figures;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.run.RunDirectory;

/**
 * Retrains the finalists of a search and its baselines, all alike, each in a run directory of its
 * own, and tells how well they do on training examples that are held out. The test examples are not
 * looked at.
 */
final class FinalistTraining {

  private final JavaSparkContext spark;
  private final SearchJobSettings settings;
  private final RunDirectory directory;
  private final Consumer<String> lines;
  private double longestSeconds;

  /**
   * Trainings on a running application.
   *
   * @param settings of the search
   * @param directory of the search
   * @param lines takes what is said to a person
   */
  FinalistTraining(
      JavaSparkContext spark,
      SearchJobSettings settings,
      RunDirectory directory,
      Consumer<String> lines) {
    this.spark = spark;
    this.settings = settings;
    this.directory = directory;
    this.lines = lines;
  }

  /** How well each finalist does; none where finalists are not retrained. */
  List<RetrainState.Best> finalists(List<Network> networks) throws IOException {
    return train("finalist", networks, settings.finalists().baselines(), directory::finalistRun);
  }

  /** How well each baseline does. */
  List<RetrainState.Best> baselines(List<Network> networks) throws IOException {
    return train("baseline", networks, 0, directory::baselineRun);
  }

  private List<RetrainState.Best> train(
      String kind, List<Network> networks, int later, IntFunction<RunDirectory> runs)
      throws IOException {
    Optional<RetrainRecipes> recipes = settings.finalists().training();
    List<RetrainState.Best> trained = new ArrayList<>();
    if (recipes.isEmpty()) {
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
      trained.add(train(own, network, recipes.get()));
      if (!begun) {
        // One that an earlier process has begun tells too little of how long others take.
        longestSeconds = Math.max(longestSeconds, (System.nanoTime() - start) / 1e9);
      }
    }
    return trained;
  }

  private RetrainState.Best train(RunDirectory own, Network network, RetrainRecipes recipes)
      throws IOException {
    DataSettings data =
        new DataSettings(
            Optional.of(settings.data().path().orElse(directory.data())),
            settings.data().weightShare(),
            settings.data().augmentation());
    RetrainJobSettings training =
        new RetrainJobSettings(
            own.path(),
            own.begun(),
            new NetworkSource.Fixed(network, network.name()),
            data,
            settings.generated(),
            recipes,
            settings.engine(),
            settings.checkpoints(),
            settings.progressSeconds(),
            settings.sinks(),
            settings.config());
    return new RetrainJob(spark, training, lines).train();
  }
}

package org.fbnetspark.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DataSettings;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.retrain.RetrainState;

/**
 * Retrains the finalists of a search, each in a run directory of its own, and tells how well they
 * do on training examples that are held out. The test examples are not looked at.
 *
 * @param spark where they train
 * @param settings of the search
 * @param directory of the search
 * @param lines takes what is said to a person
 */
record FinalistTraining(
    JavaSparkContext spark,
    SearchJobSettings settings,
    RunDirectory directory,
    Consumer<String> lines) {

  /**
   * The share of held-out examples that each has correct; empty for those that are not retrained.
   *
   * @param chosen positions of those to retrain, if any is
   */
  List<Optional<Double>> accuracies(List<Architecture> finalists, List<Integer> chosen)
      throws IOException {
    Optional<RetrainRecipes> recipes = settings.finalists().training();
    List<Optional<Double>> accuracies = new ArrayList<>();
    for (int i = 0; i < finalists.size(); i++) {
      if (recipes.isPresent() && chosen.contains(i)) {
        lines.accept("retraining finalist " + (i + 1) + " of " + finalists.size());
        accuracies.add(Optional.of(train(i + 1, finalists.get(i), recipes.get()).accuracy()));
      } else {
        accuracies.add(Optional.empty());
      }
    }
    return accuracies;
  }

  private RetrainState.Best train(int number, Architecture finalist, RetrainRecipes recipes)
      throws IOException {
    RunDirectory own = directory.finalistRun(number);
    DataSettings data =
        new DataSettings(
            Optional.of(settings.data().path().orElse(directory.data())),
            settings.data().weightShare(),
            settings.data().augmentation());
    RetrainJobSettings training =
        new RetrainJobSettings(
            own.path(),
            own.begun(),
            new NetworkSource.Fixed(finalist, finalist.name()),
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

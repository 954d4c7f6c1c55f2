package org.fbnetspark.experiment;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.data.DataSettings;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.domain.export.ExportSettings;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.retrain.FinalistSettings;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.GoalSettings;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.sink.SinkSettings;

/**
 * A whole configuration as settings, as every job takes it.
 *
 * @param engine who computes the supernet
 * @param data what is trained on
 * @param preparation how a source becomes a data set
 * @param space what can be chosen
 * @param costs what is kept low
 * @param profile how latencies are measured
 * @param search how it is searched
 * @param retrain how networks are trained from scratch
 * @param export how networks are exported
 * @param finalists what the architecture is chosen from
 * @param samples architectures sampled from theta besides the most probable one
 * @param checkpoints checkpoints that are kept
 * @param progressSeconds least time between two lines of progress
 * @param sinks where metrics go besides the run directory's own files
 * @param goals several goals that one supernet is searched for; none where the search has one,
 *     which costs and search tell. What all share, costs and search have too, with the first goal's
 *     own
 */
public record Experiment(
    Engine engine,
    DataSettings data,
    PrepareSettings preparation,
    SpaceSettings space,
    CostSettings costs,
    ProfileSettings profile,
    SearchSettings search,
    RetrainRecipes retrain,
    ExportSettings export,
    FinalistSettings finalists,
    int samples,
    int checkpoints,
    double progressSeconds,
    SinkSettings sinks,
    List<ExperimentGoal> goals) {

  /** Copies the list. */
  public Experiment {
    goals = List.copyOf(goals);
  }

  /**
   * The experiment by which a finalist of the search is retrained, if any is.
   *
   * @param dataset directory of the data set that the search trained on
   */
  public Optional<Experiment> ofFinalist(String dataset) {
    DataSettings same =
        new DataSettings(Optional.of(dataset), data.weightShare(), data.augmentation());
    return finalists
        .training()
        .map(
            recipes ->
                new Experiment(
                    engine,
                    same,
                    preparation,
                    space,
                    costs,
                    profile,
                    search,
                    recipes,
                    export,
                    finalists,
                    samples,
                    checkpoints,
                    progressSeconds,
                    sinks,
                    List.of()));
  }

  /** Networks that the search retrains, at most: finalists and baselines of all its goals. */
  public int retrainings() {
    int goal = finalists.training().isPresent() ? finalists.number() + finalists.baselines() : 0;
    return Math.max(1, goals.size()) * goal;
  }

  /** Epochs of each of them, whatever the recipe; 0 where none is retrained. */
  public int retrainingEpochs() {
    return finalists.training().map(recipes -> recipes.paper().settings().epochs()).orElse(0);
  }

  /** What each of several goals is; none where the search has one. */
  public List<GoalSettings> goalSettings() {
    return goals.stream().map(ExperimentGoal::settings).toList();
  }

  /** The same, searched for several goals at once. */
  public Experiment towards(List<ExperimentGoal> several) {
    return new Experiment(
        engine,
        data,
        preparation,
        space,
        costs,
        profile,
        search,
        retrain,
        export,
        finalists,
        samples,
        checkpoints,
        progressSeconds,
        sinks,
        several);
  }
}

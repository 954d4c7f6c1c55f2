package org.fbnetspark.experiment;

import java.util.Optional;
import org.fbnetspark.data.DataSettings;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.domain.export.ExportSettings;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.retrain.FinalistSettings;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.search.CostSettings;
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
    SinkSettings sinks) {

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
                    sinks));
  }
}

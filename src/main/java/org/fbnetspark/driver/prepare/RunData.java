package org.fbnetspark.driver.prepare;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.store.Storage;

/**
 * The data set of a run: one that is there, or else images generated in the run's directory.
 *
 * @param experiment that it is for
 */
public record RunData(Experiment experiment) {

  /**
   * What the data set is or will be, before images are generated.
   *
   * @param resume whether images that were generated before are used again
   */
  public DatasetManifest expected(RunDirectory directory, boolean resume) throws IOException {
    Optional<String> path = experiment.data().path();
    if (path.isPresent()) {
      return DatasetDirectory.at(directory.storage(), path.get()).manifest();
    }
    DatasetDirectory own = DatasetDirectory.at(directory.storage(), directory.data());
    return resume && own.exists() ? own.manifest() : GeneratedPlan.of(experiment.preparation());
  }

  /**
   * What the data set is.
   *
   * @param resume whether images that were generated before are used again
   */
  public DatasetManifest manifest(
      JavaSparkContext spark, RunDirectory directory, boolean resume, Consumer<String> lines)
      throws IOException {
    Storage storage = directory.storage();
    Optional<String> path = experiment.data().path();
    if (path.isPresent()) {
      return DatasetDirectory.at(storage, path.get()).manifest();
    }
    DatasetDirectory own = DatasetDirectory.at(storage, directory.data());
    return resume && own.exists()
        ? own.manifest()
        : new PrepareJob(spark, lines).run(experiment.preparation(), own.path());
  }
}

package org.fbnetspark.driver.prepare;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.store.Storage;

/**
 * The data set of a run: one that is there, or else images generated in the run's directory.
 *
 * @param path of a prepared data set, if there is one
 * @param generated what to generate otherwise; its output is not looked at
 */
public record RunData(Optional<String> path, PrepareSettings generated) {

  /**
   * What the data set is or will be, before images are generated.
   *
   * @param resume whether images that were generated before are used again
   */
  public DatasetManifest expected(RunDirectory directory, boolean resume) throws IOException {
    if (path.isPresent()) {
      return DatasetDirectory.at(directory.storage(), path.get()).manifest();
    }
    DatasetDirectory own = DatasetDirectory.at(directory.storage(), directory.data());
    return resume && own.exists() ? own.manifest() : GeneratedPlan.of(generated);
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
    if (path.isPresent()) {
      return DatasetDirectory.at(storage, path.get()).manifest();
    }
    DatasetDirectory own = DatasetDirectory.at(storage, directory.data());
    return resume && own.exists()
        ? own.manifest()
        : new PrepareJob(spark, lines).run(into(own.path()));
  }

  private PrepareSettings into(String output) {
    return new PrepareSettings(
        generated.name(),
        generated.source(),
        output,
        generated.encoding(),
        generated.side(),
        generated.trainShards(),
        generated.testShards(),
        generated.testShare(),
        generated.maxSkippedShare(),
        generated.seed());
  }
}

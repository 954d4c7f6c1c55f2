package org.fbnetspark.driver.export;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.format.model.ModelSafetensors;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.store.Storage;

/**
 * A trained network that a person names.
 *
 * @param path of the file
 * @param model that is in it
 */
record ModelFile(String path, TrainedModel model) {

  /**
   * Reads it.
   *
   * @param named a run directory of a retraining, or a file
   * @throws FileNotFoundException where there is neither
   */
  static ModelFile read(Storage storage, String named) throws IOException {
    String path = storage.qualified(named);
    if (storage.isDirectory(path)) {
      path = new RunDirectory(storage, path).model();
    }
    if (!storage.exists(path)) {
      throw new FileNotFoundException(
          path
              + " does not exist; give the run directory of a retraining, or a model.safetensors"
              + " (submit/retrain writes one)");
    }
    return new ModelFile(
        path, ModelSafetensors.read(storage.read(path, ModelSafetensors.MOST_BYTES), path));
  }

  /** The directory that it lies in, a run's mostly. */
  String directory() {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /**
   * What it is judged on: the data set that is set, else the one that its run has generated; empty
   * where there is neither. Images are normalised as those that it was trained on.
   *
   * @param named directory of a prepared data set
   * @throws JobRefusedException for a data set of other images or classes; with both
   */
  Optional<DatasetManifest> data(Storage storage, Optional<String> named) throws IOException {
    String own = new RunDirectory(storage, directory()).data();
    DatasetDirectory found = DatasetDirectory.at(storage, named.orElse(own));
    return named.isPresent() || found.exists()
        ? Optional.of(seen(found.manifest()))
        : Optional.empty();
  }

  private DatasetManifest seen(DatasetManifest data) {
    if (!model.architecture().input().shape().within(data.shape())
        || !model.classes().equals(data.classNames())) {
      throw new JobRefusedException(
          path
              + " tells "
              + model.classes().size()
              + " classes "
              + model.classes()
              + " in images of "
              + model.architecture().input().shape()
              + ", but data set "
              + data.name()
              + " has "
              + data.classNames().size()
              + " classes "
              + data.classNames()
              + " in images of "
              + data.shape()
              + "; set data.path to the data that it was trained on");
    }
    return data.withStatistics(model.normalisation());
  }
}

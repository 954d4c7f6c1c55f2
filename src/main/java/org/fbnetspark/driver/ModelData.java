package org.fbnetspark.driver;

import java.io.IOException;
import java.util.Optional;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.store.Storage;

/** The data set that a trained network is looked at with. */
final class ModelData {

  private ModelData() {}

  /**
   * The data set that is told, else the one that the network's run has generated, if any.
   *
   * @param told directory of a prepared data set
   * @throws IOException where the one that is told is missing or damaged
   */
  static Optional<DatasetManifest> find(Storage storage, ModelFile model, Optional<String> told)
      throws IOException {
    if (told.isPresent()) {
      return Optional.of(DatasetDirectory.at(storage, told.get()).manifest());
    }
    String run = model.path().substring(0, model.path().lastIndexOf('/'));
    DatasetDirectory own = DatasetDirectory.at(storage, new RunDirectory(storage, run).data());
    return own.exists() ? Optional.of(own.manifest()) : Optional.empty();
  }
}

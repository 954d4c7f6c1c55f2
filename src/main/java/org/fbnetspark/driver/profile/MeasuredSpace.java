package org.fbnetspark.driver.profile;

import java.io.IOException;
import java.util.function.Consumer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.SpaceDefinition;
import org.fbnetspark.driver.prepare.FittedSpace;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.store.Storage;

/** The space whose rows are measured. */
final class MeasuredSpace {

  private MeasuredSpace() {}

  /**
   * The space, fitted to the images of the data set, where there is one already.
   *
   * @param lines is told where there is none yet
   */
  static Space of(Experiment experiment, Storage storage, Consumer<String> lines)
      throws IOException {
    SpaceDefinition space = experiment.space().definition();
    if (experiment.data().path().isPresent()) {
      DatasetDirectory data = DatasetDirectory.at(storage, experiment.data().path().get());
      if (data.exists()) {
        return FittedSpace.of(experiment.space(), data.manifest()).priced();
      }
      lines.accept(
          data.path()
              + " holds no data set yet; measuring "
              + space.name()
              + " for inputs of "
              + space.input());
    }
    return space.space().priced();
  }
}

package org.fbnetspark.driver.profile;

import java.io.IOException;
import java.util.function.Consumer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.prepare.FittedSpace;
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
  static Space of(ProfileJobSettings settings, Storage storage, Consumer<String> lines)
      throws IOException {
    if (settings.data().isPresent()) {
      DatasetDirectory data = DatasetDirectory.at(storage, settings.data().get());
      if (data.exists()) {
        return FittedSpace.of(
            settings.space(), settings.inputStated(), settings.lastMap(), data.manifest());
      }
      lines.accept(
          data.path()
              + " holds no data set yet; measuring "
              + settings.space().name()
              + " for inputs of "
              + settings.space().input());
    }
    return settings.space().space();
  }
}

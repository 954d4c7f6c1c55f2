package org.fbnetspark.driver;

import java.io.IOException;
import java.util.function.Consumer;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.domain.space.SpaceDefinition;
import org.fbnetspark.store.Storage;

/** A space for the images and classes of a data set. */
final class FittedSpace {

  private FittedSpace() {}

  /**
   * The space.
   *
   * @param inputStated whether the definition's input is stated, and other images are refused; else
   *     the space is fitted to the images
   * @param lastMap sides that the last map has at least then
   */
  static LayerwiseSpace of(
      SpaceDefinition space, boolean inputStated, int lastMap, DatasetManifest data) {
    SpaceDefinition definition = space.withClasses(data.classes().size());
    ImageShape images = data.shape();
    if (definition.input().equals(images)) {
      return definition.space();
    }
    if (inputStated) {
      throw new JobRefusedException(
          "space.input must be the shape of the images, which is "
              + images
              + ", but was "
              + definition.input()
              + "; leave it out to fit the space to them");
    }
    return definition.resized(images, lastMap).space();
  }

  /**
   * The space to measure: fitted to the images of the data set, where there is one already.
   *
   * @param lines is told where there is none yet
   */
  static LayerwiseSpace of(ProfileJobSettings settings, Storage storage, Consumer<String> lines)
      throws IOException {
    if (settings.data().isPresent()) {
      DatasetDirectory data = DatasetDirectory.at(storage, settings.data().get());
      if (data.exists()) {
        return of(settings.space(), settings.inputStated(), settings.lastMap(), data.manifest());
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

package org.fbnetspark.driver.prepare;

import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.SpaceDefinition;
import org.fbnetspark.experiment.SpaceSettings;
import org.fbnetspark.run.JobRefusedException;

/** A space for the images and classes of a data set. */
public final class FittedSpace {

  private FittedSpace() {}

  /**
   * The space.
   *
   * @throws JobRefusedException where the settings state another input than that of the images
   */
  public static Space of(SpaceSettings space, DatasetManifest data) {
    SpaceDefinition definition = space.definition().withClasses(data.classes().size());
    ImageShape images = data.shape();
    if (definition.input().equals(images)) {
      return definition.space();
    }
    if (space.inputStated()) {
      throw new JobRefusedException(
          "space.input must be the shape of the images, which is "
              + images
              + ", but was "
              + definition.input()
              + "; leave it out to fit the space to them");
    }
    return definition.resized(images, space.lastMap()).space();
  }
}

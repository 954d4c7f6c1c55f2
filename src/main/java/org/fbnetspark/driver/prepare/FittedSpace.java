package org.fbnetspark.driver.prepare;

import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.SpaceDefinition;
import org.fbnetspark.run.JobRefusedException;

/** A space for the images and classes of a data set. */
public final class FittedSpace {

  private FittedSpace() {}

  /**
   * The space.
   *
   * @param inputStated whether the definition's input is stated, and other images are refused; else
   *     the space is fitted to the images
   * @param lastMap sides that the last map has at least then
   */
  public static Space of(
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
}

package org.fbnetspark.domain.space;

import java.io.Serializable;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * A space as a table: what the catalog's spaces are. A person writes layer-wise ones in a
 * configuration.
 */
public sealed interface SpaceDefinition extends Serializable
    permits CellDefinition, LayerwiseDefinition, MaskedDefinition {

  /** Name in configurations and reports. */
  String name();

  /** Shape of an example, the largest of them where there is a choice. */
  ImageShape input();

  /** The same space for other classes. */
  SpaceDefinition withClasses(int newClasses);

  /** The same space under another name. */
  SpaceDefinition withName(String newName);

  /**
   * The same space for another input. The earliest strides become 1 until the last map has sides
   * that are large enough, or no stride is left.
   *
   * @param lastMap sides that the last map has at least
   */
  SpaceDefinition resized(ImageShape newInput, int lastMap);

  /**
   * The space itself.
   *
   * @throws InvalidSpaceException where a candidate cannot stand at its place
   */
  Space space();
}

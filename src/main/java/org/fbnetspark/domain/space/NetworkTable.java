package org.fbnetspark.domain.space;

import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;

/** A network in short, such as a published one, that can be had for other images and classes. */
public interface NetworkTable {

  /** Name in reports. */
  String name();

  /** Shape of one input example. */
  ImageShape input();

  /** The same network for other classes. */
  NetworkTable withClasses(int newClasses);

  /**
   * The same network for another input.
   *
   * @param lastMap sides that the map before the pool has at least, where strides can be changed
   */
  NetworkTable resized(ImageShape newInput, int lastMap);

  /**
   * The network itself.
   *
   * @throws IllegalArgumentException where an op cannot stand at its place
   */
  Network architecture();
}

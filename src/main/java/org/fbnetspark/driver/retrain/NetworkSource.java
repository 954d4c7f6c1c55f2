package org.fbnetspark.driver.retrain;

import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.space.NetworkTable;
import org.fbnetspark.run.JobRefusedException;

/** A network to train, for images that are not known yet. */
public sealed interface NetworkSource {

  /**
   * The network for the images and classes of a data set.
   *
   * @throws JobRefusedException where it does not fit them
   */
  Network of(DatasetManifest data);

  /** The network as it is published or written. */
  Network asItStands();

  /**
   * A network of the catalog. Strides and classes follow the data.
   *
   * @param definition as published
   * @param lastMap sides that the last map has at least where the images are not those published
   */
  record Named(NetworkTable definition, int lastMap) implements NetworkSource {

    @Override
    public Network asItStands() {
      return definition.architecture();
    }

    @Override
    public Network of(DatasetManifest data) {
      NetworkTable fitted = definition.withClasses(data.classes().size());
      return fitted.input().equals(data.shape())
          ? fitted.architecture()
          : fitted.resized(data.shape(), lastMap).architecture();
    }
  }

  /**
   * An architecture as it stands; where it takes smaller images than the data has, these are
   * subsampled.
   *
   * @param architecture that was derived or written
   * @param file that it was read from, for messages
   */
  record Fixed(Network architecture, String file) implements NetworkSource {

    @Override
    public Network asItStands() {
      return architecture;
    }

    @Override
    public Network of(DatasetManifest data) {
      int classes = architecture.classes();
      if (!architecture.input().shape().within(data.shape()) || classes != data.classes().size()) {
        throw new JobRefusedException(
            file
                + " is a network for "
                + architecture.input().shape()
                + " and "
                + classes
                + " classes, but data set "
                + data.name()
                + " has "
                + data.shape()
                + " and "
                + data.classes().size()
                + "; set data.path to the data that it was searched on, or search on this data");
      }
      return architecture;
    }
  }
}

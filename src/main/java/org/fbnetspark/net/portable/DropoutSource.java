package org.fbnetspark.net.portable;

import org.fbnetspark.net.Dropout;

/** The dropout in use in front of the outputs of one network. */
final class DropoutSource {

  private Dropout dropout = Dropout.NONE;

  Dropout dropout() {
    return dropout;
  }

  void use(Dropout newDropout) {
    dropout = newDropout;
  }
}

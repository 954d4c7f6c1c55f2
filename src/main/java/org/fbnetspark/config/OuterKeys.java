package org.fbnetspark.config;

import org.fbnetspark.domain.train.OuterStep;

/**
 * Reads {@code outer-*} of a section whose weights are averaged.
 *
 * @param section their path
 */
record OuterKeys(Keys keys, String section) {

  OuterStep read() {
    double momentum = keys.number(section + ".outer-momentum", Range.atLeastBelow(0, 1));
    boolean nesterov = keys.truth(section + ".outer-nesterov");
    if (nesterov && momentum == 0) {
      keys.refuse(
          section + ".outer-nesterov",
          "is a kind of momentum, but " + section + ".outer-momentum is 0; raise that");
    }
    return new OuterStep(
        momentum,
        nesterov,
        keys.number(section + ".outer-learning-rate", Range.above(0)),
        keys.named(section + ".outer-inner-momentum", OuterStep.Inner.class));
  }
}

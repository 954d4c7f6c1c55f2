package org.fbnetspark.search.pareto;

/** By what networks are judged beside their cost. */
public enum Quality {
  /** Of a network that was trained for itself, on examples that were held out; 0 to 1. */
  ACCURACY {
    @Override
    double loss(double value) {
      return 1 - value;
    }

    @Override
    double worst(double greatestLoss) {
      return 0;
    }
  },
  /**
   * Cross-entropy of the supernet that a network was derived from, on the examples that train
   * theta, under sampled gates; in nats. It is not that of the network.
   */
  SUPERNET_LOSS {
    @Override
    double loss(double value) {
      return value;
    }

    @Override
    double worst(double greatestLoss) {
      return BEYOND * greatestLoss;
    }
  };

  /** How far a reference lies beyond the worst point, so that this one counts too. */
  static final double BEYOND = 1.1;

  /** The value as a coordinate that is to be low. */
  abstract double loss(double value);

  /**
   * The value that areas are bounded by: an accuracy of nothing, or what no point is as bad as.
   *
   * @param greatestLoss of the points
   */
  abstract double worst(double greatestLoss);
}

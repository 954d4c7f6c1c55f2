package org.fbnetspark.net.portable;

/** The factors of the pass under way, for layers that have conditions within them. */
final class FactorSource {

  private FactorTensors factors;

  /** From now on. */
  void use(FactorTensors newFactors) {
    factors = newFactors;
  }

  /** Those in use. */
  FactorTensors factors() {
    return factors;
  }
}

package org.fbnetspark.driver;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.arch.Derivation;
import org.fbnetspark.domain.arch.Theta;
import org.fbnetspark.domain.cost.BandDerivation;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.search.Target;

/**
 * The costs that architectures are derived within: the target and its tolerance, or all where there
 * is no target.
 *
 * @param costs that were kept low
 * @param target to keep to, if any
 */
record TargetBand(CostTable costs, Optional<Target> target) {

  /** The architectures inside a band, by their probability under a theta. */
  interface Derived {

    /**
     * The most probable ones, the most probable first.
     *
     * @return an index for each choice; fewer than asked where there are no more
     */
    List<int[]> mostProbable(int count);

    /** Independent samples of {@code P_theta} given the band; the same ones may come twice. */
    List<int[]> sample(int count, RandomGenerator random);
  }

  /**
   * The architectures that meet the target, or come as near to it as the space does.
   *
   * @param latencyFactor what targets of latency are multiplied by: 1, or the time predicted over
   *     the time measured where whole networks were found to leave their prediction
   * @param lines told where the tolerance had to be widened
   */
  Derived under(Theta theta, double latencyFactor, Consumer<String> lines) {
    if (target.isEmpty()) {
      return all(theta);
    }
    double factor = costs.kind() == CostKind.LATENCY ? latencyFactor : 1;
    double wanted = factor * target.get().cost();
    double tolerance = target.get().tolerance();
    BandDerivation band = within(theta, wanted, tolerance);
    while (band.mostProbable(1).picks().isEmpty()) {
      tolerance *= 2;
      lines.accept(
          String.format(
              Locale.ROOT,
              "warning: no architecture costs within %.3g %% of the target; looking within %.3g %%",
              50 * tolerance,
              100 * tolerance));
      band = within(theta, wanted, tolerance);
    }
    return derived(band);
  }

  private Derived all(Theta theta) {
    BandDerivation all =
        new BandDerivation(theta, costs, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    return new Derived() {
      @Override
      public List<int[]> mostProbable(int count) {
        return all.mostProbable(count).picks();
      }

      @Override
      public List<int[]> sample(int count, RandomGenerator random) {
        return Derivation.sample(theta, count, random);
      }
    };
  }

  private BandDerivation within(Theta theta, double wanted, double tolerance) {
    return new BandDerivation(theta, costs, wanted * (1 - tolerance), wanted * (1 + tolerance));
  }

  private static Derived derived(BandDerivation band) {
    return new Derived() {
      @Override
      public List<int[]> mostProbable(int count) {
        return band.mostProbable(count).picks();
      }

      @Override
      public List<int[]> sample(int count, RandomGenerator random) {
        return band.sample(count, random);
      }
    };
  }
}

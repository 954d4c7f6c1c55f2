package org.fbnetspark.driver.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.fbnetspark.domain.cost.BandDerivation;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.KeptEdges;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.theta.Derivation;
import org.fbnetspark.domain.theta.StrongestEdges;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.search.Target;

/**
 * The costs that architectures are derived within: the target and its tolerance, and the limits, or
 * all where there is no target.
 *
 * @param costs that were kept low
 * @param target to keep to, if any
 * @param limits further costs that are not exceeded
 * @param cells what architectures are derived of, where they are made of cells
 */
record TargetBand(
    CostTable costs,
    Optional<Target> target,
    List<CostBand> limits,
    Optional<CellDefinition> cells) {

  /** Of a space that is not made of cells. */
  TargetBand(CostTable costs, Optional<Target> target, List<CostBand> limits) {
    this(costs, target, limits, Optional.empty());
  }

  /** The architectures inside a band, by their probability under a theta. */
  interface Derived {

    /**
     * The most probable ones, the most probable first.
     *
     * @return an index for each choice; fewer than asked where there are no more
     */
    List<int[]> mostProbable(int count);

    /**
     * Independent samples of {@code P_theta} given the band; the same ones may come twice.
     *
     * @return fewer than asked where too few of those drawn lie inside
     */
    List<int[]> sample(int count, RandomGenerator random);
  }

  /** The keys that let more architectures in where they are raised; none without a target. */
  List<String> bounds() {
    List<String> keys = new ArrayList<>();
    target
        .map(
            wanted ->
                wanted.bound() == Target.Bound.AT
                    ? "search.target-tolerance"
                    : Target.key(costs.kind()))
        .ifPresent(keys::add);
    limits.forEach(limit -> keys.add(Target.key(limit.costs().kind())));
    return keys;
  }

  /**
   * The architectures that meet the target and the limits, or keep to the limits and come as near
   * to the target as the space does.
   *
   * @param factor what the target is multiplied by: 1, or, of latency, the time predicted over the
   *     time measured where whole networks were found to leave their prediction
   * @param lines told where the tolerance had to be widened, or a search was given up
   */
  Derived under(Theta theta, double factor, Consumer<String> lines) {
    if (target.isEmpty()) {
      return cells.map(of -> strongest(of, theta)).orElseGet(() -> all(theta, lines));
    }
    if (cells.isPresent()) {
      return kept(cells.get(), theta, factor, lines);
    }
    Target wanted = target.get().times(factor);
    double tolerance = wanted.bound() == Target.Bound.AT ? wanted.tolerance() : 0;
    BandDerivation inside = within(theta, wanted, tolerance);
    BandDerivation.Best first = inside.mostProbable(1);
    while (first.picks().isEmpty()) {
      double wider = tolerance == 0 ? wanted.tolerance() : 2 * tolerance;
      lines.accept(
          String.format(
              Locale.ROOT,
              first.givenUp()
                  ? "warning: the search for an architecture within %.3g %% of the target was given"
                      + " up after %,d partial ones; looking within %.3g %%"
                  : "warning: no architecture costs within %.3g %% of the target%4$s; looking"
                      + " within %3$.3g %%",
              100 * tolerance,
              first.steps(),
              100 * wider,
              limits.isEmpty() ? "" : " and keeps to the limits"));
      tolerance = wider;
      inside = within(theta, wanted, tolerance);
      first = inside.mostProbable(1);
    }
    return derived(inside, lines);
  }

  private BandDerivation within(Theta theta, Target wanted, double tolerance) {
    double cost = wanted.cost();
    double low =
        wanted.bound() == Target.Bound.AT ? cost * (1 - tolerance) : Double.NEGATIVE_INFINITY;
    List<CostBand> bands =
        new ArrayList<>(List.of(new CostBand(costs, low, cost * (1 + tolerance))));
    bands.addAll(limits);
    return new BandDerivation(theta, bands);
  }

  private Derived all(Theta theta, Consumer<String> lines) {
    Derived all =
        derived(
            new BandDerivation(theta, costs, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
            lines);
    return new Derived() {
      @Override
      public List<int[]> mostProbable(int count) {
        return all.mostProbable(count);
      }

      @Override
      public List<int[]> sample(int count, RandomGenerator random) {
        return Derivation.sample(theta, count, random);
      }
    };
  }

  private Derived strongest(CellDefinition definition, Theta theta) {
    return new Derived() {
      @Override
      public List<int[]> mostProbable(int count) {
        return List.of(StrongestEdges.picks(definition, theta));
      }

      @Override
      public List<int[]> sample(int count, RandomGenerator random) {
        return Stream.generate(
                () -> StrongestEdges.picks(definition, StrongestEdges.drawn(theta, random)))
            .limit(count)
            .toList();
      }
    };
  }

  /** Cells inside a band of what is derived of them. */
  private Derived kept(
      CellDefinition definition, Theta theta, double factor, Consumer<String> lines) {
    KeptEdges edges = new KeptEdges(definition);
    List<CostBand> bands = new ArrayList<>(edges.of(limits));
    edges.skips().ifPresent(bands::add);
    Derived pairs =
        new TargetBand(edges.of(costs), target, bands).under(edges.of(theta), factor, lines);
    return new Derived() {
      @Override
      public List<int[]> mostProbable(int count) {
        return pairs.mostProbable(count).stream().map(edges::picks).toList();
      }

      @Override
      public List<int[]> sample(int count, RandomGenerator random) {
        return pairs.sample(count, random).stream().map(edges::picks).toList();
      }
    };
  }

  private static Derived derived(BandDerivation inside, Consumer<String> lines) {
    return new Derived() {
      @Override
      public List<int[]> mostProbable(int count) {
        BandDerivation.Best best = inside.mostProbable(count);
        if (best.givenUp()) {
          lines.accept(
              String.format(
                  Locale.ROOT,
                  "warning: the search for the %d most probable architectures was given up after"
                      + " %,d partial ones; %d were found, and others may be more probable by %.2g"
                      + " nats at most. Fewer search.finalists are found sooner",
                  count,
                  best.steps(),
                  best.picks().size(),
                  best.gap()));
        }
        return best.picks();
      }

      @Override
      public List<int[]> sample(int count, RandomGenerator random) {
        List<int[]> samples = inside.sample(count, random);
        if (samples.size() < count) {
          lines.accept(
              String.format(
                  Locale.ROOT,
                  "warning: only %d of %d samples of theta were drawn, for few of its architectures"
                      + " keep to the target and the limits",
                  samples.size(),
                  count));
        }
        return samples;
      }
    };
  }
}

package org.fbnetspark.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.cost.BandDerivation;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Temperature;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches whose cross-entropy is a sum of one term for each candidate, seen through noise as large
 * as the terms.
 */
class TargetSearchTest {

  private static final double TOLERANCE = 0.03;

  /** Targets from just above the cheapest architecture to just below the dearest. */
  private static final double[] SHARES = {
    0.002, 0.02, 0.08, 0.2, 0.35, 0.5, 0.65, 0.8, 0.93, 0.98, 0.998
  };

  /** What the cross-entropy likes. */
  enum Preference {
    LARGE,
    SMALL,
    NEITHER
  }

  /**
   * A search to steer.
   *
   * @param thetaRounds theta's steps in an epoch
   */
  record Case(String name, Space space, CostTable costs, int epochs, int thetaRounds, double rate) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    Space tiny = SpaceCatalog.named("tiny").space();
    Space fbnet = SpaceCatalog.named("fbnet-v1").space();
    return Stream.of(
        new Case("98 large steps, MACs", tiny, CostTable.macs(tiny), 10, 14, 0.1),
        new Case("98 small steps, MACs", tiny, CostTable.macs(tiny), 10, 14, 0.01),
        new Case("21 steps, weights", tiny, CostTable.parameters(tiny), 10, 3, 0.1),
        new Case("98 steps, relative latencies", tiny, relative(tiny), 10, 14, 0.1),
        new Case("350 steps, 22 layers", fbnet, CostTable.macs(fbnet), 10, 50, 0.05));
  }

  /** Microseconds relative to another op, so that half of them are below 0. */
  private static CostTable relative(Space space) {
    RandomGenerator random = new SeedTree(5).generator();
    double[][] micros =
        space.choices().stream()
            .map(
                choice ->
                    random.doubles(choice.candidates().size()).map(u -> 9 * (u - 0.5)).toArray())
            .toArray(double[][]::new);
    return CostTable.of(CostKind.LATENCY, 60, micros);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theExpectedCostEndsAtEveryTargetWhateverTheCrossEntropyPrefers(Case search) {
    CostTable costs = search.costs();
    for (int seed = 0; seed < SHARES.length; seed++) {
      double cost = costs.cheapest() + SHARES[seed] * (costs.dearest() - costs.cheapest());
      Target target = new Target(cost, TOLERANCE);
      for (Preference preference : Preference.values()) {
        Terms terms = new Terms(costs, preference, seed);
        ToySearch.Told told = new ToySearch.Told();
        SearchState end = run(search, target, terms, told);

        assertThat(costs.expected(end.thetas().get(0)) / cost - 1)
            .as("share %s, %s", SHARES[seed], preference)
            .isBetween(-TOLERANCE, TOLERANCE);
        for (Epoch report : told.epochs.subList(7, search.epochs())) {
          assertThat(target.metBy(value(report, costs, "/expected")))
              .as("epoch %s", report)
              .isTrue();
          assertThat(report.warnings()).noneMatch(warning -> warning.contains("target of"));
        }
        assertThat(
                new BandDerivation(end.thetas().get(0), costs, target.low(), target.high())
                    .mostProbable(1)
                    .picks())
            .isNotEmpty();
      }
    }
  }

  /**
   * Of the way from the mean architecture of the band to the best one, the derived one has come
   * most: the target leaves the cross-entropy its say.
   */
  @ParameterizedTest
  @EnumSource(Preference.class)
  void theArchitectureIsNearTheBestThatMeetsTheTarget(Preference preference) {
    Space space = SpaceCatalog.named("tiny").space();
    CostTable costs = CostTable.macs(space);
    Case search = new Case("long", space, costs, 12, 100, 0.05);
    List<Double> shareOfTheWay = new ArrayList<>();
    for (double share : new double[] {0.1, 0.3, 0.5, 0.7, 0.9}) {
      for (int seed = 0; seed < 3; seed++) {
        double cost = costs.cheapest() + share * (costs.dearest() - costs.cheapest());
        Target target = new Target(cost, TOLERANCE);
        Terms terms = new Terms(costs, preference, seed);
        SearchState end = run(search, target, terms, new ToySearch.Told());
        int[] derived = band(end.thetas().get(0), costs, target).mostProbable(1).picks().get(0);
        double mean =
            band(Theta.uniform(space), costs, target)
                .sample(500, new SeedTree(seed).generator())
                .stream()
                .mapToDouble(terms::of)
                .average()
                .orElseThrow();
        double best =
            terms.of(band(terms.preferring(), costs, target).mostProbable(1).picks().get(0));
        assertThat(costs.of(derived)).isBetween(target.low(), target.high());
        shareOfTheWay.add((mean - terms.of(derived)) / (mean - best));
      }
    }
    assertThat(shareOfTheWay).allSatisfy(way -> assertThat(way).isBetween(0.5, 1 + 1e-9));
    assertThat(shareOfTheWay.stream().mapToDouble(way -> way).average().orElseThrow())
        .isGreaterThan(0.85);
  }

  private static BandDerivation band(Theta theta, CostTable costs, Target target) {
    return new BandDerivation(theta, costs, target.low(), target.high());
  }

  private static double value(Epoch epoch, CostTable costs, String figure) {
    return epoch.value(costs.kind().key() + figure).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Preference.class)
  void theWeightHasTheSignOfThePull(Preference preference) {
    Case search = cases().findFirst().orElseThrow();
    CostTable costs = search.costs();
    ToySearch.Told told = new ToySearch.Told();
    run(search, new Target(costs.mean(), TOLERANCE), new Terms(costs, preference, 1), told);
    for (Epoch report : told.epochs.subList(5, 10)) {
      assertThat(value(report, costs, "/target")).isCloseTo(costs.mean(), within(1e-9));
      if (preference == Preference.LARGE) {
        assertThat(value(report, costs, "/weight")).isPositive();
      } else if (preference == Preference.SMALL) {
        assertThat(value(report, costs, "/weight")).isNegative();
      }
    }
  }

  private static SearchState run(
      Case search, Target target, Terms terms, TrainingProgress progress) {
    SearchSettings settings =
        new SearchSettings(
            1,
            search.epochs(),
            3,
            4,
            1,
            new SearchSettings.WeightSettings(
                new LearningRate.Constant(0.1), 0.9, 1e-4, 1, OuterStep.NONE),
            new SearchSettings.ThetaSettings(search.rate(), 0.9, 0.999, 1e-8, 5e-4, 1),
            new Alternation.Epochs(),
            new Temperature(5, 0.045, 0.1, 0),
            new GateRule.Gumbel(false, false),
            WidthSettings.NONE,
            new HardwareLoss.ToTarget(),
            CostUnder.GATES,
            Optional.of(target),
            List.of());
    SearchHealth health = SearchHealth.of(search.space(), search.costs(), List.of(), settings);
    return new SearchLoop(
            settings,
            List.of(Goal.only(settings, health)),
            new NoisyWorkers(terms, search.costs(), search.thetaRounds()),
            new ToySearch.Memory(),
            progress)
        .run(
            SearchState.initial(
                1, List.of(Theta.uniform(search.space())), Weights.initial(new float[] {0})));
  }

  /**
   * Cross-entropy that each candidate adds: falling, rising or neither in its cost, and its own.
   */
  private static final class Terms {
    private final double[][] values;

    Terms(CostTable costs, Preference preference, int seed) {
      RandomGenerator random = new SeedTree(seed).child(preference.name()).generator();
      double slope =
          switch (preference) {
            case LARGE -> -1;
            case SMALL -> 1;
            case NEITHER -> 0;
          };
      values = new double[costs.choices()][];
      for (int choice = 0; choice < values.length; choice++) {
        double[] row = costs.terms().get(choice).costs();
        double least = Arrays.stream(row).min().orElseThrow();
        double range = Arrays.stream(row).max().orElseThrow() - least;
        double weight = slope * (0.2 + random.nextDouble());
        values[choice] =
            Arrays.stream(row)
                .map(
                    cost ->
                        weight * Math.sqrt((cost - least) / range) + 0.2 * random.nextGaussian())
                .toArray();
      }
    }

    double of(int[] picks) {
      return IntStream.range(0, picks.length).mapToDouble(c -> values[c][picks[c]]).sum();
    }

    /** A theta under which the more probable architecture is the one with the lower sum. */
    Theta preferring() {
      return Theta.of(
          Arrays.stream(values)
              .map(row -> Arrays.stream(row).map(v -> -v).toArray())
              .toArray(double[][]::new));
    }

    ThetaGradient gradient(Theta theta, RandomGenerator noise) {
      double[][] rows = theta.rows();
      for (int choice = 0; choice < rows.length; choice++) {
        double[] p = theta.probabilities(choice);
        double[] seen = new double[p.length];
        double mean = 0;
        for (int i = 0; i < p.length; i++) {
          seen[i] = values[choice][i] + 0.5 * noise.nextGaussian();
          mean += p[i] * seen[i];
        }
        for (int i = 0; i < p.length; i++) {
          rows[choice][i] = p[i] * (seen[i] - mean);
        }
      }
      return ThetaGradient.of(rows);
    }
  }

  /** Gradients of the terms, with noise that the round decides. */
  private record NoisyWorkers(Terms terms, CostTable costs, int thetaRounds)
      implements SearchWorkers {

    @Override
    public Plan plan() {
      return new Plan(1, thetaRounds);
    }

    @Override
    public WeightOutcome trainWeights(Round round, double learningRate, Weights weights) {
      return new WeightOutcome(weights, 2, new Tally(4, 4, 2, 0.5, 0.25, List.of()));
    }

    @Override
    public ThetaPhase thetaPhase(int epoch, int firstRound, Weights weights) {
      return new ThetaPhase() {
        @Override
        public ThetaOutcomes gradients(Round round) {
          Theta theta = round.thetas().get(0);
          Tally tally = new Tally(4, 4, 2, 0.5, 0.25, List.of());
          RandomGenerator noise =
              new SeedTree(3).child(round.epoch()).child(round.index()).generator();
          return new ThetaOutcomes(
              List.of(
                  new ThetaOutcome(
                      terms.gradient(theta, noise),
                      List.of(costs.expectedGradient(theta)),
                      1,
                      tally)),
              tally);
        }

        @Override
        public Judgement judge(Round round, List<List<int[]>> picks) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}

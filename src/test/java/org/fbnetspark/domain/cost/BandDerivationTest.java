package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.arch.Derivation;
import org.fbnetspark.domain.arch.Theta;
import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;

class BandDerivationTest {

  private static final int CHOICES = 5;

  private record Case(Theta theta, CostTable costs) {

    static Case random(int seed) {
      RandomGenerator random = new SeedTree(seed).generator();
      double[][] logits = new double[CHOICES][];
      double[][] rows = new double[CHOICES][];
      for (int choice = 0; choice < CHOICES; choice++) {
        int candidates = 2 + random.nextInt(4);
        logits[choice] = new double[candidates];
        rows[choice] = new double[candidates];
        for (int i = 0; i < candidates; i++) {
          logits[choice][i] = 2 * random.nextGaussian();
          // Some cost the same, some less than nothing, as in tables relative to skip.
          rows[choice][i] = seed % 3 == 0 ? random.nextInt(4) : 100 * random.nextDouble() - 10;
        }
      }
      return new Case(Theta.of(logits), CostTable.of(CostKind.LATENCY, 200, rows));
    }

    List<int[]> all() {
      List<int[]> all = new ArrayList<>(List.of(new int[0]));
      for (int choice = 0; choice < CHOICES; choice++) {
        List<int[]> longer = new ArrayList<>();
        for (int[] picks : all) {
          for (int i = 0; i < theta.candidates(choice); i++) {
            int[] more = Arrays.copyOf(picks, choice + 1);
            more[choice] = i;
            longer.add(more);
          }
        }
        all = longer;
      }
      return all;
    }

    double log(int[] picks) {
      double log = 0;
      for (int choice = 0; choice < CHOICES; choice++) {
        log += StrictMath.log(theta.probabilities(choice)[picks[choice]]);
      }
      return log;
    }

    List<int[]> inside(double low, double high) {
      return all().stream()
          .filter(picks -> costs.of(picks) >= low && costs.of(picks) <= high)
          .sorted(Comparator.comparingDouble(picks -> -log(picks)))
          .toList();
    }
  }

  /** Against all architectures of small spaces, one by one. */
  @Test
  void findsTheMostProbableInsideTheBandInOrder() {
    int withAnswers = 0;
    for (int seed = 0; seed < 120; seed++) {
      Case given = Case.random(seed);
      double cheapest = given.costs.cheapest();
      double range = given.costs.dearest() - cheapest;
      RandomGenerator random = new SeedTree(1000 + seed).generator();
      double low = cheapest + random.nextDouble() * range;
      double high = low + random.nextDouble() * random.nextDouble() * range;
      List<int[]> expected = given.inside(low, high);
      List<int[]> found =
          new BandDerivation(given.theta, given.costs, low, high).mostProbable(7).picks();
      assertThat(found).hasSize(Math.min(7, expected.size()));
      withAnswers += found.isEmpty() ? 0 : 1;
      assertThat(found.stream().map(Arrays::toString)).doesNotHaveDuplicates();
      for (int i = 0; i < found.size(); i++) {
        assertThat(given.costs.of(found.get(i))).isBetween(low, high);
        assertThat(given.log(found.get(i))).isCloseTo(given.log(expected.get(i)), within(1e-8));
      }
    }
    assertThat(withAnswers).isBetween(60, 119);
  }

  @Test
  void withoutABandTheFirstIsTheMostProbableOfAll() {
    Case given = Case.random(4);
    BandDerivation free =
        new BandDerivation(
            given.theta, given.costs, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    assertThat(free.mostProbable(1).picks().get(0)).isEqualTo(Derivation.mostProbable(given.theta));
    assertThat(free.mostProbable(100_000).picks()).hasSize(given.all().size());
  }

  /** Equal probabilities everywhere, where a search by probability alone would never end. */
  @Test
  void findsItsWayThroughAUniformThetaOfTheWholeSpace() {
    double[][] rows = new double[22][9];
    RandomGenerator random = new SeedTree(3).generator();
    for (double[] row : rows) {
      Arrays.setAll(row, i -> 1000 * random.nextDouble());
    }
    CostTable costs = CostTable.of(CostKind.LATENCY, 500, rows);
    for (double share : new double[] {0.002, 0.1, 0.5, 0.9, 0.998}) {
      double target = costs.cheapest() + share * (costs.dearest() - costs.cheapest());
      List<int[]> found =
          new BandDerivation(Theta.of(new double[22][9]), costs, 0.999 * target, 1.001 * target)
              .mostProbable(5)
              .picks();
      assertThat(found).hasSize(5);
      assertThat(found)
          .allSatisfy(
              picks -> assertThat(costs.of(picks)).isBetween(0.999 * target, 1.001 * target));
    }
  }

  /** Frequencies against the exact conditional probabilities, by chi-square. */
  @Test
  void samplesFollowThetaGivenTheBand() {
    Case given = Case.random(7);
    double low = given.costs.cheapest() + 0.4 * (given.costs.dearest() - given.costs.cheapest());
    double high = low + 0.2 * (given.costs.dearest() - given.costs.cheapest());
    List<int[]> inside = given.inside(low, high);
    double total = inside.stream().mapToDouble(picks -> Math.exp(given.log(picks))).sum();
    int count = 20_000;
    Map<String, Integer> seen = new HashMap<>();
    for (int[] picks :
        new BandDerivation(given.theta, given.costs, low, high)
            .sample(count, new SeedTree(5).generator())) {
      seen.merge(Arrays.toString(picks), 1, Integer::sum);
    }
    double chiSquare = 0;
    int degrees = -1;
    int rare = 0;
    double rareExpected = 0;
    for (int[] picks : inside) {
      double expected = count * Math.exp(given.log(picks)) / total;
      int observed = seen.getOrDefault(Arrays.toString(picks), 0);
      if (expected < 5) {
        rare += observed;
        rareExpected += expected;
      } else {
        chiSquare += (observed - expected) * (observed - expected) / expected;
        degrees++;
      }
    }
    chiSquare +=
        rareExpected > 0 ? (rare - rareExpected) * (rare - rareExpected) / rareExpected : 0;
    assertThat(seen.values().stream().mapToInt(n -> n).sum()).isEqualTo(count);
    assertThat(degrees).isGreaterThan(5);
    // Mean and four standard deviations of chi-square.
    assertThat(chiSquare).isLessThan(degrees + 1 + 4 * Math.sqrt(2.0 * (degrees + 1)));
  }

  @Test
  void anEmptyBandHasNoArchitecture() {
    Case given = Case.random(0);
    BandDerivation empty = new BandDerivation(given.theta, given.costs, 200.25, 200.75);
    assertThat(empty.mostProbable(3).picks()).isEmpty();
    assertThat(empty.sample(3, new SeedTree(1).generator())).isEmpty();
  }
}

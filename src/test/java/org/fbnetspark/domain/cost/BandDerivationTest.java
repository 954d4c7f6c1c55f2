package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.testing.Picks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(free.mostProbable(1).picks().get(0)).isEqualTo(Picks.mostProbable(given.theta));
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

  /** Under two bands and three, against all architectures of small spaces, one by one. */
  @Test
  void findsTheMostProbableInsideSeveralBandsInOrder() {
    int withAnswers = 0;
    for (int seed = 0; seed < 60; seed++) {
      Case given = Case.random(seed);
      RandomGenerator random = new SeedTree(2000 + seed).generator();
      List<CostBand> bands = new ArrayList<>();
      for (int band = 0; band < 2 + seed % 2; band++) {
        CostTable costs = band == 0 ? given.costs : like(given.costs, random);
        double range = costs.dearest() - costs.cheapest();
        double high = costs.cheapest() + (0.2 + 0.8 * random.nextDouble()) * range;
        double low = band == 0 ? high - 0.3 * range : Double.NEGATIVE_INFINITY;
        bands.add(new CostBand(costs, low, high));
      }
      List<int[]> expected =
          given.all().stream()
              .filter(picks -> bands.stream().allMatch(band -> band.contains(picks)))
              .sorted(Comparator.comparingDouble(picks -> -given.log(picks)))
              .toList();
      BandDerivation.Best best = new BandDerivation(given.theta, bands).mostProbable(7);
      assertThat(best.givenUp()).isFalse();
      assertThat(best.picks()).hasSize(Math.min(7, expected.size()));
      withAnswers += expected.isEmpty() ? 0 : 1;
      for (int i = 0; i < best.picks().size(); i++) {
        int[] picks = best.picks().get(i);
        assertThat(bands).allMatch(band -> band.contains(picks));
        assertThat(given.log(picks)).isCloseTo(given.log(expected.get(i)), within(2e-7));
      }
    }
    assertThat(withAnswers).isBetween(30, 59);
  }

  /** Costs of the same shape that go partly with the others. */
  private static CostTable like(CostTable costs, RandomGenerator random) {
    double[][] rows = new double[CHOICES][];
    for (int choice = 0; choice < CHOICES; choice++) {
      rows[choice] =
          Arrays.stream(costs.terms().get(choice).costs())
              .map(c -> c + 60 * random.nextDouble())
              .toArray();
    }
    return CostTable.of(CostKind.PARAMETERS, 1000, rows);
  }

  private static CostTable wholeNumbers(int most, RandomGenerator random) {
    double[][] rows = new double[22][9];
    for (double[] row : rows) {
      Arrays.setAll(row, i -> random.nextInt(most));
    }
    return CostTable.of(CostKind.MACS, 500, rows);
  }

  /**
   * A theta that nearly follows the costs, where what lies just outside the band is more probable
   * than all of its inside; against a table over every whole cost, which has no need of bounds.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.03, 0.1, 0.3})
  void findsWhatIsMostProbableUnderAThetaThatFollowsTheCosts(double noise) {
    RandomGenerator random = new SeedTree(17).generator();
    CostTable costs = wholeNumbers(1000, random);
    double[][] logits = new double[22][9];
    for (double[] row : logits) {
      Arrays.setAll(row, i -> noise * random.nextGaussian());
    }
    for (double share : new double[] {0.1, 0.25, 0.5, 0.75}) {
      double target = costs.cheapest() + share * (costs.dearest() - costs.cheapest());
      Theta theta = CostProjection.onto(Theta.of(logits), costs, target);
      double low = 0.97 * target;
      double high = 1.03 * target;
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      BandDerivation.Best best = new BandDerivation(theta, costs, low, high).mostProbable(3);
      double seconds =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
      List<Double> expected = bestByWholeCost(theta, costs, low, high, 3);
      assertThat(best.givenUp()).as("share %s", share).isFalse();
      // 0.03 s where nothing else runs.
      assertThat(seconds).as("share %s, %d steps", share, best.steps()).isLessThan(3);
      for (int i = 0; i < 3; i++) {
        int[] picks = best.picks().get(i);
        assertThat(costs.of(picks)).isBetween(low, high);
        assertThat(theta.logProbability(picks))
            .as("share %s, place %s", share, i)
            .isCloseTo(expected.get(i), within(2e-7));
      }
    }
  }

  /** Log-probabilities of the most probable ones, by dynamic programming over whole costs. */
  private static List<Double> bestByWholeCost(
      Theta theta, CostTable costs, double low, double high, int count) {
    double[][] best = new double[(int) (costs.dearest() - costs.fixed()) + 1][];
    best[0] = nothing(count);
    best[0][0] = 0;
    for (int choice = 0; choice < theta.choices(); choice++) {
      double[] row = costs.terms().get(choice).costs();
      double[][] longer = new double[best.length][];
      for (int i = 0; i < row.length; i++) {
        double log = StrictMath.log(theta.probabilities(choice)[i]);
        for (int cell = 0; cell < best.length; cell++) {
          if (best[cell] != null) {
            int at = cell + (int) row[i];
            longer[at] = longer[at] == null ? nothing(count) : longer[at];
            insert(longer[at], best[cell], log);
          }
        }
      }
      best = longer;
    }
    double[] inside = nothing(count);
    for (int cell = 0; cell < best.length; cell++) {
      double cost = costs.fixed() + cell;
      if (best[cell] != null && cost >= low && cost <= high) {
        insert(inside, best[cell], 0);
      }
    }
    return Arrays.stream(inside).boxed().toList();
  }

  private static double[] nothing(int count) {
    double[] best = new double[count];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    return best;
  }

  /** Puts falling values, each with an addition, among the largest. */
  private static void insert(double[] largest, double[] values, double addition) {
    for (double value : values) {
      double carried = value + addition;
      for (int i = 0; i < largest.length; i++) {
        double smaller = Math.min(largest[i], carried);
        largest[i] = Math.max(largest[i], carried);
        carried = smaller;
      }
    }
  }

  /** Costs that are no whole numbers: all but countless architectures lie at the very edge. */
  @Test
  void aThetaThatIsNothingButATiltIsSearchedToTheEnd() {
    RandomGenerator random = new SeedTree(3).generator();
    double[][] rows = new double[22][9];
    for (double[] row : rows) {
      Arrays.setAll(row, i -> 1000 * random.nextDouble());
    }
    CostTable costs = CostTable.of(CostKind.LATENCY, 500, rows);
    double target = costs.cheapest() + 0.25 * (costs.dearest() - costs.cheapest());
    Theta theta = CostProjection.onto(Theta.of(new double[22][9]), costs, target);
    BandDerivation.Best best =
        new BandDerivation(theta, costs, 0.97 * target, 1.03 * target).mostProbable(5);
    assertThat(best.givenUp()).isFalse();
    assertThat(best.picks()).hasSize(5);
    // A tilt towards the cheap: the most probable one is the cheapest of the band.
    assertThat(costs.of(best.picks().get(0))).isBetween(0.97 * target, 0.97 * target + 1e-3);
  }

  /** Two tables at once that theta follows exactly leave no end in sight; that is said. */
  @Test
  void aSearchThatIsGivenUpSaysSoAndHowMuchMayBeMissing() {
    RandomGenerator random = new SeedTree(8).generator();
    double[][] first = new double[22][9];
    double[][] second = new double[22][9];
    for (int choice = 0; choice < 22; choice++) {
      Arrays.setAll(first[choice], i -> 1000 * random.nextDouble());
      Arrays.setAll(second[choice], i -> 1000 * random.nextDouble());
    }
    CostTable costs = CostTable.of(CostKind.LATENCY, 500, first);
    CostTable others = CostTable.of(CostKind.PARAMETERS, 500, second);
    double most = 0.6 * costs.cheapest() + 0.4 * costs.dearest();
    double mostOthers = 0.6 * others.cheapest() + 0.4 * others.dearest();
    double[][] dear = new double[22][9];
    for (int choice = 0; choice < 22; choice++) {
      for (int i = 0; i < 9; i++) {
        dear[choice][i] = 0.004 * (first[choice][i] + second[choice][i]);
      }
    }
    List<CostBand> bands =
        List.of(
            new CostBand(costs, Double.NEGATIVE_INFINITY, most),
            new CostBand(others, Double.NEGATIVE_INFINITY, mostOthers));
    BandDerivation.Best best = new BandDerivation(Theta.of(dear), bands).mostProbable(5);
    assertThat(best.givenUp()).isTrue();
    assertThat(best.picks()).hasSize(5);
    assertThat(best.gap()).isBetween(1e-7, 1.0);
    assertThat(best.picks())
        .allSatisfy(picks -> assertThat(bands).allMatch(band -> band.contains(picks)));
  }

  /** Another band leaves the samples of the first that lie inside it, in their proportions. */
  @Test
  void samplesKeepToEveryBand() {
    Case given = Case.random(7);
    CostTable other = like(given.costs, new SeedTree(4).generator());
    List<CostBand> bands =
        List.of(
            new CostBand(given.costs, Double.NEGATIVE_INFINITY, given.costs.mean()),
            new CostBand(other, Double.NEGATIVE_INFINITY, other.mean()));
    List<int[]> samples =
        new BandDerivation(given.theta, bands).sample(500, new SeedTree(5).generator());
    assertThat(samples).hasSize(500);
    assertThat(samples)
        .allSatisfy(picks -> assertThat(bands).allMatch(band -> band.contains(picks)));
  }
}

package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Combinations;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;
import org.junit.jupiter.api.Test;

/** Costs whose terms are of up to three choices that several of them share, against enumeration. */
class JointTermsTest {

  private static final int SEEDS = 300;

  private record Case(int[] candidates, Theta theta, CostTable costs, CostTable others) {

    static Case random(int seed) {
      RandomGenerator random = new SeedTree(seed).generator();
      int[] candidates = new int[4 + random.nextInt(3)];
      Arrays.setAll(candidates, i -> 2 + random.nextInt(3));
      double[][] logits = new double[candidates.length][];
      Arrays.setAll(logits, l -> random.doubles(candidates[l]).map(x -> 3 * (x - 0.5)).toArray());
      return new Case(
          candidates,
          Theta.of(logits),
          table(candidates, seed % 3 == 0, random),
          table(candidates, seed % 4 == 0, random));
    }

    private static CostTable table(int[] candidates, boolean counts, RandomGenerator random) {
      List<Term> terms = new ArrayList<>();
      for (int t = 0; t < 2 + random.nextInt(4); t++) {
        int[] choices =
            random.ints(1 + random.nextInt(3), 0, candidates.length).distinct().sorted().toArray();
        terms.add(
            Term.of(
                choices,
                candidates,
                picks -> counts ? random.nextInt(5) : 50 * random.nextDouble()));
      }
      return CostTable.of(CostKind.LATENCY, 10, candidates, terms, RisingLine.IDENTITY);
    }

    List<int[]> all() {
      List<int[]> all = new ArrayList<>();
      int[] choices = IntStream.range(0, candidates.length).toArray();
      Combinations.each(choices, candidates, picks -> all.add(picks.clone()));
      return all;
    }

    CostBand band(CostTable table, RandomGenerator random) {
      double range = table.dearest() - table.cheapest();
      double low = table.cheapest() + 0.6 * random.nextDouble() * range;
      return new CostBand(table, low, low + random.nextDouble() * range);
    }
  }

  @Test
  void endsMeansAndSlopesAreThoseOfAllArchitectures() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Case given = Case.random(seed);
      List<int[]> all = given.all();
      CostTable costs = given.costs;
      assertThat(costs.cheapest())
          .isCloseTo(all.stream().mapToDouble(costs::of).min().orElseThrow(), within(1e-9));
      assertThat(costs.dearest())
          .isCloseTo(all.stream().mapToDouble(costs::of).max().orElseThrow(), within(1e-9));
      assertThat(costs.mean())
          .isCloseTo(all.stream().mapToDouble(costs::of).average().orElseThrow(), within(1e-9));
      assertThat(costs.expected(given.theta)).isCloseTo(mean(given, given.theta), within(1e-9));
      ThetaGradient slope = costs.expectedGradient(given.theta);
      for (int choice = 0; choice < given.candidates.length; choice++) {
        double up = mean(given, moved(given.theta, choice, 1e-5));
        double down = mean(given, moved(given.theta, choice, -1e-5));
        assertThat(slope.rows()[choice][0]).isCloseTo((up - down) / 2e-5, within(1e-6));
      }
    }
  }

  @Test
  void gatesOfEachExampleGiveTheMeanOfTheirCostsAndItsSlopes() {
    for (int seed = 0; seed < 50; seed++) {
      Case given = Case.random(seed);
      RandomGenerator random = new SeedTree(seed).generator();
      float[][][] rows = new float[given.candidates.length][2][];
      for (int choice = 0; choice < rows.length; choice++) {
        for (int example = 0; example < 2; example++) {
          rows[choice][example] = new float[given.candidates[choice]];
          rows[choice][example][random.nextInt(given.candidates[choice])] = 1;
        }
      }
      Gates gates = Gates.perExample(rows);
      double sum = 0;
      for (int example = 0; example < 2; example++) {
        int[] picks = new int[rows.length];
        for (int choice = 0; choice < picks.length; choice++) {
          while (rows[choice][example][picks[choice]] == 0) {
            picks[choice]++;
          }
        }
        sum += given.costs.of(picks);
      }
      assertThat(given.costs.expected(gates)).isCloseTo(sum / 2, within(1e-9));
      double[][] slope = given.costs.gateGradient(gates);
      rows[1][1][1] += 0.5f;
      double up = given.costs.expected(Gates.perExample(rows));
      assertThat(slope[1 * 2 + 1][1]).isCloseTo((up - sum / 2) / 0.5, within(1e-6));
    }
  }

  @Test
  void findsTheMostProbableInsideOneBandAndInsideTwo() {
    int answers = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Case given = Case.random(seed);
      RandomGenerator random = new SeedTree(1000 + seed).generator();
      List<CostBand> bands = new ArrayList<>(List.of(given.band(given.costs, random)));
      if (seed % 2 == 1) {
        bands.add(given.band(given.others, random));
      }
      List<int[]> inside =
          given.all().stream()
              .filter(picks -> bands.stream().allMatch(band -> band.contains(picks)))
              .sorted(Comparator.comparingDouble(p -> -given.theta.logProbability(p)))
              .toList();
      BandDerivation.Best best = new BandDerivation(given.theta, bands).mostProbable(5);
      assertThat(best.picks()).as("seed %d", seed).hasSize(Math.min(5, inside.size()));
      assertThat(best.givenUp()).isFalse();
      for (int i = 0; i < best.picks().size(); i++) {
        int[] picks = best.picks().get(i);
        assertThat(bands).allMatch(band -> band.contains(picks));
        assertThat(given.theta.logProbability(picks))
            .isCloseTo(given.theta.logProbability(inside.get(i)), within(1e-8));
      }
      answers += inside.isEmpty() ? 0 : 1;
    }
    assertThat(answers).isGreaterThan(SEEDS / 2);
  }

  @Test
  void samplesAreOfTheDistributionInsideTheBand() {
    for (int seed = 0; seed < 6; seed++) {
      Case given = Case.random(seed);
      CostBand band = given.band(given.costs, new SeedTree(1000 + seed).generator());
      Map<String, Double> wanted = new HashMap<>();
      for (int[] picks : given.all()) {
        if (band.contains(picks)) {
          wanted.put(Arrays.toString(picks), Math.exp(given.theta.logProbability(picks)));
        }
      }
      double total = wanted.values().stream().mapToDouble(p -> p).sum();
      int count = 4000;
      Map<String, Integer> drawn = new HashMap<>();
      new BandDerivation(given.theta, List.of(band))
          .sample(count, new SeedTree(seed).generator())
          .forEach(picks -> drawn.merge(Arrays.toString(picks), 1, Integer::sum));
      assertThat(wanted.keySet()).containsAll(drawn.keySet());
      wanted.forEach(
          (picks, p) -> {
            double share = p / total;
            assertThat(drawn.getOrDefault(picks, 0) / (double) count)
                .isCloseTo(share, within(5 * Math.sqrt(share / count) + 1e-3));
          });
    }
  }

  @Test
  void theLeastCostInsideABandIsThatOfAllArchitectures() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Case given = Case.random(seed);
      CostBand band = given.band(given.others, new SeedTree(2000 + seed).generator());
      double[] inside =
          given.all().stream().filter(band::contains).mapToDouble(given.costs::of).toArray();
      LeastCost.Found found = LeastCost.ofArchitectures(given.costs, List.of(band));
      assertThat(found.cost().isPresent()).isEqualTo(inside.length > 0);
      if (inside.length > 0) {
        double least = Arrays.stream(inside).min().orElseThrow();
        assertThat(found.cost().getAsDouble()).isCloseTo(least, within(1e-6));
        assertThat(LeastCost.ofMeans(given.costs, List.of(band))).isLessThanOrEqualTo(least + 1e-6);
      }
    }
  }

  /** The tilt is along the marginals at the result: the condition of a least divergence. */
  @Test
  void projectionHasTheWantedCostAndIsTiltedByItsOwnMarginals() {
    for (int seed = 0; seed < 100; seed++) {
      Case given = Case.random(seed);
      CostTable costs = given.costs;
      double share = 0.1 + 0.8 * new SeedTree(3000 + seed).generator().nextDouble();
      double wanted = costs.cheapest() + share * (costs.dearest() - costs.cheapest());
      Theta moved = CostProjection.onto(given.theta, costs, wanted);
      assertThat(costs.expected(moved)).as("seed %d", seed).isCloseTo(wanted, within(1e-6));
      double cross = 0;
      double marginals = 0;
      double moves = 0;
      for (int choice = 0; choice < given.candidates.length; choice++) {
        double[] marginal = costs.marginal(moved, choice);
        double mean = Arrays.stream(marginal).average().orElseThrow();
        for (int i = 0; i < marginal.length; i++) {
          double move = moved.row(choice)[i] - given.theta.row(choice)[i];
          cross += move * (marginal[i] - mean);
          marginals += (marginal[i] - mean) * (marginal[i] - mean);
          moves += move * move;
        }
      }
      assertThat(cross * cross).isCloseTo(marginals * moves, within(1e-6 * marginals * moves));
    }
  }

  @Test
  void choicesThatChangeNothingAreDropped() {
    int[] candidates = {2, 3, 2};
    Term term = Term.of(new int[] {0, 1, 2}, candidates, picks -> 10 * picks[0] + picks[2]);
    assertThat(term.simplified())
        .isEqualTo(new Term(new int[] {0, 2}, new int[] {2, 2}, new double[] {0, 1, 10, 11}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Term(new int[] {1, 0}, new int[] {2, 2}, new double[4]));
  }

  private static double mean(Case given, Theta theta) {
    return given.all().stream()
        .mapToDouble(picks -> Math.exp(theta.logProbability(picks)) * given.costs.of(picks))
        .sum();
  }

  private static Theta moved(Theta theta, int choice, double by) {
    double[][] rows = theta.rows();
    rows[choice][0] += by;
    return Theta.of(rows);
  }
}

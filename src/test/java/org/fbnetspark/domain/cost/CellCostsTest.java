package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.op.Zero;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.SkipRules;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.SpaceBlocks;
import org.fbnetspark.domain.theta.StrongestEdges;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.testing.SmallCells;
import org.fbnetspark.testing.SmallMasked;
import org.junit.jupiter.api.Test;

/** What cells cost, and how they are derived where costs are kept to. */
class CellCostsTest {

  private static final Space SPACE = SmallCells.SPACE;
  private static final CostTable MACS = CostTable.macs(SPACE.priced());

  private static Theta random(RandomGenerator random) {
    return random(SPACE, random);
  }

  private static Theta random(Space space, RandomGenerator random) {
    double[][] logits = Theta.uniform(space).rows();
    for (double[] row : logits) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextGaussian();
      }
    }
    return Theta.of(logits);
  }

  @Test
  void costsAreThoseOfTheNetworkThatIsDerived() {
    RandomGenerator random = new SeedTree(31).generator();
    CostTable parameters = CostTable.parameters(SPACE.priced());
    for (int i = 0; i < 50; i++) {
      int[] picks = StrongestEdges.picks(SmallCells.DEFINITION, random(random));
      assertThat(MACS.of(picks)).isEqualTo(SPACE.derived(picks).macs());
      assertThat(parameters.of(picks)).isEqualTo(SPACE.derived(picks).parameters());
    }
  }

  /** Nothing has no row, and every block that can be derived has one. */
  @Test
  void rowsAreThoseOfDerivedNetworks() {
    List<Block> blocks = new SpaceBlocks(SPACE.priced()).all();
    assertThat(blocks).noneMatch(block -> block.op() instanceof Zero);
    RandomGenerator random = new SeedTree(32).generator();
    for (int i = 0; i < 50; i++) {
      int[] picks = StrongestEdges.picks(SmallCells.DEFINITION, random(random));
      assertThat(blocks).containsAll(SPACE.derived(picks).blocks());
    }
  }

  /** Over all ways to keep two edges of each node that cost the same wherever they come from. */
  @Test
  void theMeanCountsAnEdgeAsOftenAsItIsKept() {
    RandomGenerator random = new SeedTree(33).generator();
    Theta theta = random(random);
    double mean = MACS.fixed();
    double[] shares = SmallCells.DEFINITION.keptShares();
    for (int choice = 0; choice < theta.choices(); choice++) {
      double[] row = MACS.marginal(theta, choice);
      double[] p = theta.probabilities(choice);
      for (int i = 0; i < row.length; i++) {
        mean += shares[choice] * p[i] * row[i];
      }
    }
    assertThat(shares)
        .containsExactly(1, 1, 2 / 3.0, 2 / 3.0, 2 / 3.0, 1, 1, 2 / 3.0, 2 / 3.0, 2 / 3.0);
    assertThat(MACS.kept(SPACE).expected(theta)).isCloseTo(mean, within(1e-6 * mean));
    assertThat(CostTable.macs(SmallMasked.SPACE).kept(SmallMasked.SPACE))
        .isEqualTo(CostTable.macs(SmallMasked.SPACE));
  }

  @Test
  void withoutBandsTheStrongestEdgesAreTheMostProbable() {
    RandomGenerator random = new SeedTree(34).generator();
    KeptEdges edges = new KeptEdges(SmallCells.DEFINITION);
    for (int i = 0; i < 50; i++) {
      Theta theta = random(random);
      CostBand all =
          new CostBand(edges.of(MACS), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
      assertThat(mostProbable(edges, theta, all))
          .isEqualTo(StrongestEdges.picks(SmallCells.DEFINITION, theta));
    }
  }

  /** Against all pairs of both nodes of cells with one. */
  @Test
  void insideABandTheMostProbableCellsAreDerived() {
    Space space = SmallCells.ONE_NODE;
    CellDefinition cells = space.cells().orElseThrow();
    CostTable macs = CostTable.macs(space.priced());
    KeptEdges edges = new KeptEdges(cells);
    RandomGenerator random = new SeedTree(35).generator();
    for (int i = 0; i < 20; i++) {
      Theta theta = random(space, random);
      double low = macs.cheapest() + random.nextDouble() * (macs.dearest() - macs.cheapest());
      double high = 1.05 * low;
      int[] best = null;
      for (int a = 1; a < 4096; a++) {
        int[] picks = {a / 512, a / 64 % 8, a / 8 % 8, a % 8};
        double cost = macs.of(picks);
        boolean two = Arrays.stream(picks).noneMatch(op -> op == 0);
        if (two
            && cost >= low
            && cost <= high
            && (best == null || theta.logProbability(picks) > theta.logProbability(best))) {
          best = picks;
        }
      }
      int[] found = mostProbable(edges, theta, new CostBand(edges.of(macs), low, high));
      assertThat(found).isEqualTo(best);
      if (found != null) {
        assertThat(space.derived(found).macs()).isBetween((long) low, (long) high + 1);
      }
    }
  }

  @Test
  void skipsAreCountedInTheNormalCell() {
    CellDefinition capped =
        new CellDefinition(
            "capped",
            SmallCells.DEFINITION.macro(),
            2,
            CellOp.EIGHT,
            4,
            6,
            new SkipRules(Optional.of(1), 0, Optional.empty()));
    KeptEdges edges = new KeptEdges(capped);
    CostBand skips = edges.skips().orElseThrow();
    RandomGenerator random = new SeedTree(36).generator();
    for (int i = 0; i < 20; i++) {
      Theta theta = random(random);
      int[] picks = mostProbable(edges, theta, skips);
      assertThat(capped.genotype(picks).normal().stream().filter(e -> e.op() == CellOp.SKIP))
          .hasSizeLessThanOrEqualTo(1);
    }
    assertThat(new KeptEdges(SmallCells.DEFINITION).skips()).isEmpty();
  }

  private static int[] mostProbable(KeptEdges edges, Theta theta, CostBand band) {
    List<int[]> found = new BandDerivation(edges.of(theta), List.of(band)).mostProbable(1).picks();
    return found.isEmpty() ? null : edges.picks(found.get(0));
  }
}

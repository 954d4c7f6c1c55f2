package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Combinations;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.profile.ProfilePlan;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.testing.Picks;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Costs of a space with sides and widths to choose, by a table of a few of its rows. */
class InterpolatedCostTest {

  private static final Space SPACE = SmallMasked.WITH_SIDES.space();

  /** Random times of the coarsest grids. */
  private static LatencyTable.Builder table(long seed) {
    ProfileSettings small = SmallSearch.profile("tables", 0, 0);
    ProfilePlan plan =
        ProfilePlan.of(
            SPACE,
            new ProfileSettings(small.runtime(), small.protocol(), "tables", 1, 5, 0, 0),
            new SeedTree(seed));
    SplittableRandom random = new SplittableRandom(seed);
    LatencyTable.Builder builder =
        LatencyTable.builder(new LatencySetting("phone", "runtime", "fp32", 1, 1));
    plan.entries()
        .forEach(entry -> builder.add(entry.key(), new LatencyRow(random.nextDouble(1, 100))));
    plan.grids().forEach(builder::grid);
    return builder;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anArchitectureCostsWhatTheSpaceSaysToTheLastDigit(long seed) {
    LatencyTable table = table(seed).baseMicros(0.1).build().interpolating();
    assertThat(table.fixedMicros() % 0x1p-20).isZero();
    CostTable costs = CostTable.latency(SPACE, table);
    double[][] logits = new double[SPACE.choices().size()][];
    SplittableRandom random = new SplittableRandom(seed);
    Arrays.setAll(logits, i -> random.doubles(SPACE.candidates()[i], -1, 1).toArray());
    Theta theta = Theta.of(logits);
    double[] mean = new double[1];
    Combinations.each(
        IntStream.range(0, logits.length).toArray(),
        SPACE.candidates(),
        picks -> {
          double alone = CostTable.latency(Space.of(SPACE.at(picks)), table).of();
          assertThat(costs.of(picks)).isEqualTo(alone);
          assertThat(costs.expected(Picks.gates(SPACE, picks))).isEqualTo(alone);
          mean[0] += Math.exp(theta.logProbability(picks)) * alone;
        });
    assertThat(costs.expected(theta)).isCloseTo(mean[0], within(1e-9 * mean[0]));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void withoutInterpolationTheRowsBetweenAreMissingAndTheKeyIsNamed(long seed) {
    LatencyTable table = table(seed).build();
    LatencyRows rows = LatencyRows.of(SPACE, table);
    MissingLatencyException missing =
        catchThrowableOfType(MissingLatencyException.class, () -> CostTable.latency(SPACE, table));
    assertThat(missing.keys()).hasSize(rows.interpolated());
    assertThat(rows.interpolated()).isBetween(1, rows.needed() - 1);
    assertThat(missing)
        .hasMessageContainingAll(
            rows.interpolated() + " of them lie between rows of its grids",
            "cost.interpolate = true");
    assertThat(missing.getMessage().lines().count()).isLessThan(110);
  }
}

package org.fbnetspark.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.fbnetspark.domain.latency.LatencyGrid;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;

class ProfilePlanTest {

  private static final Space CIFAR = SpaceCatalog.named("fbnet-v2-cifar").space();

  private static ProfilePlan plan(Space space, int mostRows, int heldOut, long seed) {
    ProfileSettings small = SmallSearch.profile("tables", 0, 0);
    return ProfilePlan.of(
        space,
        new ProfileSettings(small.runtime(), small.protocol(), "tables", mostRows, heldOut, 0, 0),
        new SeedTree(seed));
  }

  private static List<LatencyKey> keys(List<ProfileEntry> entries) {
    return entries.stream().map(ProfileEntry::key).toList();
  }

  @Test
  void aSpaceOfFewRowsIsMeasuredWhole() {
    ProfilePlan plan = plan(SmallMasked.SPACE, 1000, 10, 1);
    assertThat(plan.entries()).isEqualTo(ProfileEntry.of(SmallMasked.SPACE));
    assertThat(plan.grids()).isEmpty();
    assertThat(plan.needed()).isEqualTo(plan.entries().size());
    assertThat(plan.heldOut()).isZero();
  }

  @Test
  void everyRowIsMeasuredOrBetweenOthers() {
    ProfilePlan plan = plan(CIFAR, 2200, 150, 1);
    assertThat(plan.needed()).isEqualTo(38_895);
    assertThat(plan.entries()).hasSizeLessThanOrEqualTo(2200);
    assertThat(plan.heldOut()).isEqualTo(150);
    Set<LatencyKey> measured = new HashSet<>(keys(plan.entries()));
    assertThat(measured).hasSize(plan.entries().size());
    assertThat(plan.grids()).allSatisfy(grid -> assertThat(measured).containsAll(grid.points()));
    assertThat(keys(ProfileEntry.of(CIFAR)))
        .allMatch(
            key ->
                measured.contains(key) || plan.grids().stream().anyMatch(grid -> grid.holds(key)));
    assertThat(keys(plan.entries().subList(plan.entries().size() - 150, plan.entries().size())))
        .allMatch(key -> plan.grids().stream().noneMatch(grid -> grid.isPoint(key)));
    // With squeeze and excitation the cost is quadratic in the middle.
    assertThat(plan.grids().stream().filter(grid -> grid.middle().size() > 0))
        .allMatch(grid -> grid.middle().size() >= 3);

    assertThat(plan(CIFAR, 2200, 150, 1)).isEqualTo(plan);
    ProfilePlan other = plan(CIFAR, 2200, 150, 2);
    assertThat(other.grids()).isEqualTo(plan.grids());
    assertThat(other.entries()).isNotEqualTo(plan.entries());
  }

  @Test
  void noRowNeedsToBeHeldOut() {
    ProfilePlan plan = plan(CIFAR, 2200, 0, 1);
    assertThat(plan.heldOut()).isZero();
    assertThat(plan.entries()).hasSizeLessThanOrEqualTo(2200);
    assertThat(plan.grids().size()).isPositive();
    Set<LatencyKey> points = new HashSet<>();
    plan.grids().forEach(grid -> points.addAll(grid.points()));
    assertThat(keys(plan.entries()))
        .allMatch(
            key -> points.contains(key) || plan.grids().stream().noneMatch(g -> g.holds(key)));
  }

  @Test
  void moreRowsAreFinerGridsWithTheSameEnds() {
    List<LatencyGrid> coarse = plan(CIFAR, 1, 0, 1).grids();
    assertThat(coarse).isNotEmpty();
    assertThat(coarse).allMatch(grid -> grid.in().size() <= 2 && grid.out().size() <= 2);
    List<LatencyGrid> fine = plan(CIFAR, 4000, 0, 1).grids();
    assertThat(size(fine)).isBetween(2 * size(coarse), 4000L);
    assertThat(fine.stream().map(ProfilePlanTest::ends).collect(Collectors.toSet()))
        .isSubsetOf(coarse.stream().map(ProfilePlanTest::ends).collect(Collectors.toSet()));
  }

  private static long size(List<LatencyGrid> grids) {
    return grids.stream().mapToLong(LatencyGrid::size).sum();
  }

  private static List<Object> ends(LatencyGrid grid) {
    return List.of(
        grid.op(),
        grid.stride(),
        grid.in().get(0),
        grid.in().get(grid.in().size() - 1),
        grid.out().get(0),
        grid.out().get(grid.out().size() - 1));
  }
}

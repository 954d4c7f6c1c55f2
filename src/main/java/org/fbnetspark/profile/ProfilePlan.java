package org.fbnetspark.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.fbnetspark.domain.latency.LatencyGrid;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;

/**
 * Which rows are measured for a space: every one that it needs, or, where those are too many, as of
 * masked widths, grids from which the others follow, and some of the others to tell how far they
 * do.
 *
 * @param entries to measure, each once; those held out come last
 * @param grids that entries are of; none where every row is measured
 * @param needed rows that the space needs
 * @param heldOut rows measured that follow from grids
 */
public record ProfilePlan(
    List<ProfileEntry> entries, List<LatencyGrid> grids, int needed, int heldOut) {

  /** Copies the lists. */
  public ProfilePlan {
    entries = List.copyOf(entries);
    grids = List.copyOf(grids);
  }

  /** What is measured in place of every row. */
  public String inWords(Space space) {
    return String.format(
        Locale.ROOT,
        "%s needs %,d rows, more than profile.max-rows: measuring %,d on or off %d grids, %d of them"
            + " held out; what lies between is interpolated where cost.interpolate = true",
        space.name(),
        needed,
        entries.size(),
        grids.size(),
        heldOut);
  }

  /**
   * The plan of a space. The same seed holds out the same rows, whatever their number is, as long
   * as the grids are the same.
   */
  public static ProfilePlan of(Space space, ProfileSettings settings, SeedTree seeds) {
    List<ProfileEntry> all = ProfileEntry.of(space);
    if (all.size() <= settings.mostRows()) {
      return new ProfilePlan(all, List.of(), all.size(), 0);
    }
    List<LatencyGrid> grids =
        new RowGrids(space, settings.mostRows() - settings.heldOutRows()).grids();
    Map<String, List<LatencyGrid>> byOp =
        grids.stream().collect(Collectors.groupingBy(LatencyGrid::op));
    Map<LatencyKey, ProfileEntry> entries = new LinkedHashMap<>();
    List<ProfileEntry> between = new ArrayList<>();
    for (ProfileEntry entry : all) {
      List<LatencyGrid> own = byOp.getOrDefault(LatencyGrid.opOf(entry.key()), List.of());
      if (own.stream().noneMatch(grid -> grid.holds(entry.key()))) {
        entries.put(entry.key(), entry);
      } else if (own.stream().noneMatch(grid -> grid.isPoint(entry.key()))) {
        between.add(entry);
      }
    }
    for (LatencyGrid grid : grids) {
      grid.points().forEach(key -> entries.computeIfAbsent(key, ProfileEntry::of));
    }
    int heldOut = Math.min(settings.heldOutRows(), between.size());
    RandomGenerator random = seeds.child("held-out rows").generator();
    for (int i = 0; i < heldOut; i++) {
      Collections.swap(between, i, random.nextInt(i, between.size()));
      entries.put(between.get(i).key(), between.get(i));
    }
    return new ProfilePlan(List.copyOf(entries.values()), grids, all.size(), heldOut);
  }
}

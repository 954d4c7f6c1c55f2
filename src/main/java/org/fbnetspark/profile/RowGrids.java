package org.fbnetspark.profile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.fbnetspark.domain.latency.LatencyGrid;
import org.fbnetspark.domain.latency.LatencyGrid.Sides;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.SpaceBlocks;

/**
 * Chooses grids from which the rows of a space follow. Rows of one op and stride at one node are a
 * group, unless another group's extremes enclose its own. The grid of a group has the ends of each
 * axis, so nothing lies beyond it, and as many values between as the budget allows: axes of all
 * groups have the same number of points, which rises in turn, first in the middle, for with squeeze
 * and excitation the cost is quadratic there. A group with no more rows than its grid has none.
 */
final class RowGrids {

  /** Sides, entering, middle and leaving channels, in the order in which they become finer. */
  private static final int[] TURNS = {2, 0, 2, 1, 3};

  private final List<Group> groups;
  private final int alone;
  private final int[] points = {2, 2, 2, 2};

  /** Rows of one op and stride, and the grid of every value on each axis. */
  private record Group(LatencyGrid values, Set<LatencyKey> rows) {

    static Group of(Collection<LatencyKey> rows) {
      LatencyKey any = rows.iterator().next();
      SortedSet<Sides> sides = new TreeSet<>(Comparator.comparingDouble(Sides::positions));
      SortedSet<Integer> in = new TreeSet<>();
      SortedSet<Integer> middle = new TreeSet<>();
      SortedSet<Integer> out = new TreeSet<>();
      for (LatencyKey row : rows) {
        sides.add(Sides.of(row.input()));
        in.add(row.input().channels());
        middle.addAll(LatencyGrid.middleOf(row));
        out.add(row.outChannels());
      }
      return new Group(
          new LatencyGrid(
              LatencyGrid.opOf(any),
              any.stride(),
              List.copyOf(sides),
              List.copyOf(in),
              List.copyOf(middle),
              List.copyOf(out),
              1),
          new LinkedHashSet<>(rows));
    }

    boolean encloses(Group other) {
      return other.grid(new int[] {2, 2, 2, 2}).points().stream().allMatch(values::holds);
    }

    Group with(Group other) {
      Set<LatencyKey> both = new LinkedHashSet<>(rows);
      both.addAll(other.rows);
      return new Group(values, both);
    }

    LatencyGrid grid(int[] points) {
      return new LatencyGrid(
          values.op(),
          values.stride(),
          some(values.sides(), points[0], Sides::positions),
          some(values.in(), points[1], Integer::doubleValue),
          some(values.middle(), points[2], Integer::doubleValue),
          some(values.out(), points[3], Integer::doubleValue),
          1);
    }

    /** Both ends, and those values between that lie nearest to even distances. */
    private static <T> List<T> some(List<T> values, int points, ToDoubleFunction<T> at) {
      if (values.size() <= points) {
        return values;
      }
      double first = at.applyAsDouble(values.get(0));
      double length = at.applyAsDouble(values.get(values.size() - 1)) - first;
      Set<T> some = new LinkedHashSet<>();
      for (int i = 0; i < points; i++) {
        double wanted = first + length * i / (points - 1);
        some.add(
            values.stream()
                .min(Comparator.comparingDouble(v -> Math.abs(at.applyAsDouble(v) - wanted)))
                .orElseThrow());
      }
      return List.copyOf(some);
    }
  }

  /**
   * Grids of a space.
   *
   * @param most rows to measure, on grids and off them, together; exceeded where the coarsest grids
   *     have more
   */
  RowGrids(Space space, int most) {
    Set<LatencyKey> rows = new LinkedHashSet<>();
    Map<List<Object>, Set<LatencyKey>> ofNodes = new LinkedHashMap<>();
    for (Block block : new SpaceBlocks(space).all()) {
      LatencyKey key = LatencyKey.of(block.op(), block.placement());
      if (varies(block.op(), key)) {
        ofNodes
            .computeIfAbsent(
                List.of(block.name(), LatencyGrid.opOf(key), key.stride()),
                node -> new LinkedHashSet<>())
            .add(key);
      } else {
        rows.add(key);
      }
    }
    alone = rows.size();
    groups = groups(ofNodes.values());
    boolean finer = true;
    while (finer) {
      finer = false;
      for (int axis : TURNS) {
        long before = size();
        points[axis]++;
        long after = size();
        if (after > most || after == before) {
          points[axis]--;
        } else {
          finer = true;
        }
      }
    }
  }

  private static List<Group> groups(Collection<Set<LatencyKey>> ofNodes) {
    List<Group> groups = new ArrayList<>();
    for (Set<LatencyKey> rows : ofNodes) {
      Group group = Group.of(rows);
      for (Group other : List.copyOf(groups)) {
        if (group.encloses(other)) {
          groups.remove(other);
          group = group.with(other);
        } else if (other.encloses(group)) {
          groups.remove(other);
          group = other.with(group);
        }
      }
      groups.add(group);
    }
    return groups;
  }

  /** A skip that keeps its shape is an identity, and one that does not a convolution. */
  private static boolean varies(Op op, LatencyKey key) {
    return op instanceof MbConv && !LatencyGrid.middleOf(key).isEmpty()
        || op instanceof Conv
        || op instanceof Skip && key.stride() > 1;
  }

  private long size() {
    return alone
        + groups.stream()
            .mapToLong(group -> Math.min(group.grid(points).size(), group.rows.size()))
            .sum();
  }

  /** The grids; of groups that are small none. */
  List<LatencyGrid> grids() {
    return groups.stream()
        .filter(group -> group.grid(points).size() < group.rows.size())
        .map(group -> group.grid(points))
        .toList();
  }
}

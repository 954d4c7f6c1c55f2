package org.fbnetspark.search.pareto;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Points of two coordinates, both to be low, and which of them are dominated: another one is as low
 * in both, and lower in one. Equal points do not dominate each other.
 *
 * @param points in any order
 */
public record Front(List<Plane> points) {

  private static final Comparator<Plane> ORDER =
      Comparator.comparingDouble(Plane::cost).thenComparingDouble(Plane::loss);

  /**
   * One point.
   *
   * @param cost finite
   * @param loss finite
   */
  public record Plane(double cost, double loss) {

    /** Rejects what has no place. */
    public Plane {
      if (!Double.isFinite(cost) || !Double.isFinite(loss)) {
        throw new IllegalArgumentException(
            "A point needs a finite cost and loss, but has " + cost + " and " + loss);
      }
    }
  }

  /** Copies the list. */
  public Front {
    points = List.copyOf(points);
  }

  /** Whether each point is dominated, in their order. */
  public List<Boolean> dominated() {
    List<Integer> order = new ArrayList<>(IntStream.range(0, points.size()).boxed().toList());
    order.sort(Comparator.comparing(points::get, ORDER));
    Boolean[] dominated = new Boolean[points.size()];
    double least = Double.POSITIVE_INFINITY;
    int from = 0;
    while (from < order.size()) {
      Plane cheapest = points.get(order.get(from));
      int end = from;
      while (end < order.size() && points.get(order.get(end)).cost() == cheapest.cost()) {
        double loss = points.get(order.get(end)).loss();
        dominated[order.get(end)] = least <= loss || cheapest.loss() < loss;
        end++;
      }
      least = Math.min(least, cheapest.loss());
      from = end;
    }
    return List.of(dominated);
  }

  /**
   * Area of what the points dominate, up to a reference that bounds it; exact but for rounding.
   *
   * <p>Source: Zitzler and Thiele, Multiobjective Optimization Using Evolutionary Algorithms, PPSN
   * 1998.
   *
   * @param reference points that are not below it in both coordinates add nothing
   */
  public double hypervolume(Plane reference) {
    double volume = 0;
    double loss = reference.loss();
    for (Plane point : points.stream().sorted(ORDER).toList()) {
      if (point.cost() < reference.cost() && point.loss() < loss) {
        volume += (reference.cost() - point.cost()) * (loss - point.loss());
        loss = point.loss();
      }
    }
    return volume;
  }
}

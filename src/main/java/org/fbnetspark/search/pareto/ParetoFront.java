package org.fbnetspark.search.pareto;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.fbnetspark.domain.cost.CostKind;

/**
 * Points that can be held against each other: of one kind of cost, on one device, judged by one
 * quality; by the predicted costs, and by the measured ones where there are any.
 *
 * @param kind of cost
 * @param device whose latency it is; empty where the cost is no latency
 * @param quality that they are judged by
 * @param points in the order in which they came
 * @param predicted by the predicted costs
 * @param measured by the measured costs; empty where there are none
 */
public record ParetoFront(
    CostKind kind,
    String device,
    Quality quality,
    List<ParetoPoint> points,
    Judged predicted,
    Optional<Judged> measured) {

  /**
   * The points by one sort of cost.
   *
   * @param dominated whether each of the points is; empty for one without such a cost or quality
   * @param referenceCost that bounds the area, in the unit of the kind
   * @param referenceQuality likewise, in the unit of the quality
   * @param hypervolume the area that the points dominate, in the product of both units
   */
  public record Judged(
      List<Optional<Boolean>> dominated,
      double referenceCost,
      double referenceQuality,
      double hypervolume) {

    /** Copies the list. */
    public Judged {
      dominated = List.copyOf(dominated);
    }

    /** Points that no other one dominates. */
    public long front() {
      return dominated.stream().filter(one -> one.filter(d -> !d).isPresent()).count();
    }
  }

  /** Copies the list. */
  public ParetoFront {
    points = List.copyOf(points);
  }

  private record Key(CostKind kind, String device, Quality quality) {}

  /** The fronts of all points, in the order in which their first points came. */
  public static List<ParetoFront> of(Collection<ParetoPoint> points) {
    Map<Key, List<ParetoPoint>> groups = new LinkedHashMap<>();
    for (ParetoPoint point : points) {
      Key key = new Key(point.kind(), point.device(), point.quality());
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(point);
    }
    return groups.entrySet().stream()
        .map(
            group ->
                new ParetoFront(
                    group.getKey().kind(),
                    group.getKey().device(),
                    group.getKey().quality(),
                    group.getValue(),
                    judged(group.getValue(), point -> Optional.of(point.predicted())),
                    Optional.of(judged(group.getValue(), ParetoPoint::measured))
                        .filter(by -> by.dominated().stream().anyMatch(Optional::isPresent))))
        .toList();
  }

  private static Judged judged(
      List<ParetoPoint> points, Function<ParetoPoint, Optional<Double>> cost) {
    List<Front.Plane> planes = new ArrayList<>();
    for (ParetoPoint point : points) {
      if (known(point, cost)) {
        double loss = point.quality().loss(point.value().orElseThrow());
        planes.add(new Front.Plane(cost.apply(point).orElseThrow(), loss));
      }
    }
    Front front = new Front(planes);
    List<Boolean> found = front.dominated();
    List<Optional<Boolean>> dominated = new ArrayList<>();
    int next = 0;
    for (ParetoPoint point : points) {
      dominated.add(known(point, cost) ? Optional.of(found.get(next++)) : Optional.empty());
    }
    double dearest = planes.stream().mapToDouble(Front.Plane::cost).max().orElse(0);
    double greatestLoss = planes.stream().mapToDouble(Front.Plane::loss).max().orElse(0);
    Quality quality = points.get(0).quality();
    double worst = quality.worst(greatestLoss);
    Front.Plane reference = new Front.Plane(Quality.BEYOND * dearest, quality.loss(worst));
    return new Judged(dominated, reference.cost(), worst, front.hypervolume(reference));
  }

  private static boolean known(ParetoPoint point, Function<ParetoPoint, Optional<Double>> cost) {
    return point.value().isPresent() && cost.apply(point).isPresent();
  }
}

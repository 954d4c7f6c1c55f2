package org.fbnetspark.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Figures for charts: few enough, of six digits, and null where there is none to draw. */
final class ChartFigures {

  private static final int MOST_POINTS = 1_000;
  private static final MathContext DIGITS = new MathContext(6);

  private ChartFigures() {}

  /** Of a curve, so many as a screen can show. */
  static <T> List<T> thinned(List<T> all) {
    return thinned(all, MOST_POINTS);
  }

  /** At most so many elements, spread evenly, with both ends. */
  static <T> List<T> thinned(List<T> all, int most) {
    return all.size() <= most
        ? all
        : IntStream.range(0, most)
            .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
            .toList();
  }

  static void put(ObjectNode node, String name, Optional<Double> figure) {
    node.put(name, figure.filter(Double::isFinite).map(ChartFigures::rounded).orElse(null));
  }

  static void add(ArrayNode node, Optional<Double> figure) {
    node.add(figure.filter(Double::isFinite).map(ChartFigures::rounded).orElse(null));
  }

  private static Double rounded(double figure) {
    return new BigDecimal(figure).round(DIGITS).doubleValue();
  }
}

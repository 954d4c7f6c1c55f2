package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.network.Architecture;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;

/**
 * What one layer adds to the latency of a network: its row times the mean slope of the table's line
 * from nothing to this network. The intercept, a runtime's overhead and a table's base belong to no
 * layer.
 *
 * @param layer of the network
 * @param micros its share in microseconds; empty where no row is for it alone
 */
public record LayerLatency(Architecture.Layer layer, OptionalDouble micros) {

  /** Those of every layer, in order; pool and classifier timed as one are the pool's. */
  public static List<LayerLatency> of(Architecture network, LatencyTable table) {
    double slope = table.correction().map(fit -> meanSlope(fit.line(), network, table)).orElse(1.0);
    List<LayerLatency> latencies = new ArrayList<>();
    List<Architecture.Layer> layers = network.layers();
    for (int i = 0; i < layers.size(); i++) {
      Architecture.Layer layer = layers.get(i);
      OptionalDouble head =
          i + 1 < layers.size() ? head(layer, layers.get(i + 1), table) : OptionalDouble.empty();
      if (head.isPresent()) {
        latencies.add(new LayerLatency(layer, times(slope, head)));
        latencies.add(new LayerLatency(layers.get(++i), OptionalDouble.empty()));
      } else {
        OptionalDouble row = table.micros(layer.name(), layer.op(), layer.placement());
        latencies.add(new LayerLatency(layer, times(slope, row)));
      }
    }
    return latencies;
  }

  private static double meanSlope(RisingLine line, Architecture network, LatencyTable table) {
    double sum = CostTable.latency(network.asSpace(), table).sums().of();
    return sum > 0 ? (line.at(sum) - line.intercept()) / sum : line.slope();
  }

  private static OptionalDouble head(
      Architecture.Layer pool, Architecture.Layer next, LatencyTable table) {
    return pool.op() instanceof GlobalPool && next.op() instanceof Linear
        ? table.micros(
            pool.name(),
            new LatencyKey(
                LatencyKey.HEAD, pool.placement().input(), next.placement().outChannels(), 1))
        : OptionalDouble.empty();
  }

  private static OptionalDouble times(double slope, OptionalDouble row) {
    return row.isPresent() ? OptionalDouble.of(slope * row.getAsDouble()) : row;
  }
}

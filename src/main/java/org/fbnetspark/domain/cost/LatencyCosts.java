package org.fbnetspark.domain.cost;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;

/**
 * Looks every candidate of a space up in a latency table.
 *
 * <p>A fixed layer without a row is taken to be in the table's base; without a base it is missing.
 * A candidate of an open choice always needs a row.
 */
final class LatencyCosts {

  private final LatencyTable table;
  private final Set<LatencyKey> missing = new LinkedHashSet<>();
  private final double fixedMicros;
  private final double[][] candidateMicros;

  LatencyCosts(LayerwiseSpace space, LatencyTable table) {
    this.table = table;
    this.candidateMicros =
        space.choices().stream()
            .map(
                layer ->
                    layer.candidates().stream()
                        .mapToDouble(op -> required(layer.name(), op, layer))
                        .toArray())
            .toArray(double[][]::new);
    this.fixedMicros = sumFixed(space.layers());
    if (!missing.isEmpty()) {
      throw new MissingLatencyException(
          space.name(), table.setting().device(), List.copyOf(missing));
    }
  }

  double fixedMicros() {
    return fixedMicros;
  }

  double[][] candidateMicros() {
    return candidateMicros;
  }

  private double sumFixed(List<Choice> layers) {
    double sum = table.baseMicros().orElse(0) + table.micros("", LatencyKey.OVERHEAD).orElse(0);
    for (int i = 0; i < layers.size(); i++) {
      Choice layer = layers.get(i);
      OptionalDouble head = i + 1 < layers.size() ? head(layer, layers.get(i + 1)) : none();
      if (head.isPresent()) {
        sum += head.getAsDouble();
        i++;
      } else if (layer.fixed()) {
        sum += fixed(layer);
      }
    }
    return sum;
  }

  private double fixed(Choice layer) {
    Op op = layer.candidates().get(0);
    OptionalDouble micros = table.micros(layer.name(), op, layer.placement());
    return micros.isEmpty() && !op.block() && table.baseMicros().isPresent()
        ? 0
        : required(layer.name(), op, layer);
  }

  /** The row of pooling and classifier timed as one, where these two layers are they. */
  private OptionalDouble head(Choice layer, Choice next) {
    if (layer.candidates().get(0) instanceof GlobalPool
        && next.candidates().get(0) instanceof Linear) {
      return table.micros(
          layer.name(),
          new LatencyKey(
              LatencyKey.HEAD, layer.placement().input(), next.placement().outChannels(), 1));
    }
    return none();
  }

  private double required(String name, Op op, Choice layer) {
    OptionalDouble micros = table.micros(name, op, layer.placement());
    if (micros.isEmpty()) {
      missing.add(LatencyKey.of(op, layer.placement()));
    }
    return micros.orElse(0);
  }

  private static OptionalDouble none() {
    return OptionalDouble.empty();
  }
}

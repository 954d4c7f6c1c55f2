package org.fbnetspark.search.pareto;

import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.network.Network;

/**
 * A network that came out of a search, beside others.
 *
 * @param name tells it from the others
 * @param kind of cost
 * @param device whose latency it is; empty where the cost is no latency
 * @param predicted cost by a table, in the unit of the kind
 * @param measured cost of the network as a whole; empty where it was not measured
 * @param accuracy on what is held out, once trained for itself; empty where it was not
 * @param supernetLoss see {@link Quality#SUPERNET_LOSS}; empty where it is not known
 * @param architecture the network
 * @param run path of the run directory that it came out of, below that of what holds all of them
 */
public record ParetoPoint(
    String name,
    CostKind kind,
    String device,
    double predicted,
    Optional<Double> measured,
    Optional<Double> accuracy,
    Optional<Double> supernetLoss,
    Network architecture,
    String run) {

  /** By what it is judged: its own accuracy where that is known. */
  public Quality quality() {
    return accuracy.isPresent() ? Quality.ACCURACY : Quality.SUPERNET_LOSS;
  }

  /** The value of its quality; empty where nothing is known. */
  public Optional<Double> value() {
    return accuracy.or(() -> supernetLoss);
  }
}

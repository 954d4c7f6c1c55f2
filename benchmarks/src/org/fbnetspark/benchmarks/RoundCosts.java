package org.fbnetspark.benchmarks;

import java.util.List;
import org.fbnetspark.driver.rounds.RoundDefaults;
import org.fbnetspark.wire.WeightSlice;

/**
 * What the parts of a round take, as one cluster has shown: all that {@link RoundSimulation} needs
 * besides the network between machines.
 *
 * @param bytes of a model, momentum included
 * @param weights of it, without the momentum
 * @param steps of a shard in a round
 * @param batch images of a step
 * @param secondsPerStep of a thread
 * @param stepSpread standard deviation of the steps of a shard's round, as a share of their time
 * @param send until the driver has the weights as bytes
 * @param launch of a task, which the driver does one after the other
 * @param latency of a task from there to its start, and from its end to the next launch; each
 *     executor waits for its own
 * @param receive until an executor that has the bytes has the weights
 * @param engine into the engine and out of it, of each shard
 * @param write of a shard's slices
 * @param average of one shard's part of all slices, read and added
 * @param join on the driver, once all results are there
 * @param pieceBytes of the broadcast
 */
record RoundCosts(
    long bytes,
    int weights,
    int steps,
    int batch,
    double secondsPerStep,
    double stepSpread,
    double send,
    double launch,
    double latency,
    double receive,
    double engine,
    double write,
    double average,
    double join,
    long pieceBytes) {

  /**
   * Costs of the steady state of a cluster of one machine, in which no network is in the way.
   *
   * @param launch of a task on the driver, which one executor cannot tell from the latency
   * @throws IllegalArgumentException where it has no rounds in the steady state
   */
  static RoundCosts of(ClusterFigures cluster, double launch) {
    List<RoundFigures> rounds = cluster.steady();
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("there are no rounds of the steady state");
    }
    int executors = cluster.executors();
    int shards = cluster.shards();
    double compute = RoundFigures.mean(rounds, RoundFigures::compute);
    double send = RoundFigures.mean(rounds, RoundFigures::send);
    double join = RoundFigures.mean(rounds, RoundFigures::join);
    double idle = RoundFigures.mean(rounds, RoundFigures::waiting) / executors - send - join;
    double tasks = RoundFigures.mean(rounds, RoundFigures::tasks) / executors;
    double each = Math.max(0, idle) / tasks;
    return new RoundCosts(
        2L * Float.BYTES * cluster.weights(),
        cluster.weights(),
        cluster.steps(),
        cluster.batch(),
        compute / (shards * cluster.steps()),
        spread(rounds, compute) * Math.sqrt(shards),
        send,
        Math.min(launch, each),
        each - Math.min(launch, each),
        RoundFigures.mean(rounds, RoundFigures::broadcast) / executors,
        RoundFigures.mean(rounds, RoundFigures::engine) / shards,
        RoundFigures.mean(rounds, r -> r.serialise() + r.shuffle()) / shards,
        RoundFigures.mean(rounds, RoundFigures::average) / shards,
        join,
        RoundDefaults.pieceBytes());
  }

  /** Of what all executors computed in a round, as a share of its mean. */
  private static double spread(List<RoundFigures> rounds, double mean) {
    double squares = RoundFigures.sum(rounds, r -> Math.pow(r.compute() - mean, 2));
    return rounds.size() < 2 ? 0 : Math.sqrt(squares / (rounds.size() - 1)) / mean;
  }

  /** Slices that as many shards are cut into on as many executors. */
  int slices(int shards, int executors) {
    return WeightSlice.count(weights, shards, Math.min(shards, Math.max(2, executors)));
  }
}

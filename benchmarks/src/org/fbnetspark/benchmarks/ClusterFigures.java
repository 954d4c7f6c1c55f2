package org.fbnetspark.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * What one cluster has shown.
 *
 * @param executors processes of one thread
 * @param shards of the data
 * @param steps of a shard in a round
 * @param batch images of a step
 * @param weights numbers that are averaged, without the momentum
 * @param cold the first rounds
 * @param steady those behind them
 * @param weightsSha256 of the weights in the end, the same for any number of executors
 * @param driverHeapBytes that are in use on the driver after a collection
 * @param driverPeakBytes that were in use at the most
 * @param coldCpu processor seconds of the executors in the cold rounds, by kind of thread
 * @param steadyCpu those in the others
 * @param driverCpu processor seconds of the driver in the others
 * @param peers rounds of a retraining by each of its engines
 */
record ClusterFigures(
    int executors,
    int shards,
    int steps,
    int batch,
    int weights,
    List<RoundFigures> cold,
    List<RoundFigures> steady,
    String weightsSha256,
    long driverHeapBytes,
    long driverPeakBytes,
    Map<String, Double> coldCpu,
    Map<String, Double> steadyCpu,
    Map<String, Double> driverCpu,
    List<Peer> peers) {

  /**
   * Rounds of a retraining; the first one is warm-up and not in here.
   *
   * @param engine its name
   * @param network its name
   * @param seconds of each round
   * @param slowest seconds of the slowest task of each
   * @param images of each
   */
  record Peer(
      String engine, String network, List<Double> seconds, List<Double> slowest, long images) {

    double imagesPerSecond() {
      return images * seconds.size() / seconds.stream().mapToDouble(s -> s).sum();
    }
  }
}

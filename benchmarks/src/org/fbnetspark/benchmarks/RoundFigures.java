package org.fbnetspark.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Where the time of a round went and what it moved. Times are in seconds, those of executors summed
 * over all of them: together with {@code waiting} they are executors times {@code seconds}.
 *
 * @param executors processes of one thread
 * @param seconds of the round on the driver
 * @param images trained on
 * @param tasks of the round
 * @param slowest steps of the executor that had most of them: a round cannot be shorter
 * @param compute steps of the training
 * @param broadcast until the weights are fetched and read
 * @param engine weights into the engine and out of it
 * @param serialise tasks read, slices and results written as bytes
 * @param shuffle slices written to files and fetched
 * @param average slices read and averaged
 * @param waiting neither
 * @param collector of which stood still for the garbage collector
 * @param send from the beginning to the launch of the first task, on the driver
 * @param join from the end of the last task to the end, on the driver
 * @param broadcastBytes that executors fetched
 * @param shuffleRemoteBytes that executors fetched from each other
 * @param shuffleLocalBytes that they had themselves
 * @param resultBytes of all tasks to the driver
 */
record RoundFigures(
    int executors,
    double seconds,
    long images,
    int tasks,
    double slowest,
    double compute,
    double broadcast,
    double engine,
    double serialise,
    double shuffle,
    double average,
    double waiting,
    double collector,
    double send,
    double join,
    long broadcastBytes,
    long shuffleRemoteBytes,
    long shuffleLocalBytes,
    long resultBytes) {

  /** Images of all rounds by their seconds. */
  static double imagesPerSecond(List<RoundFigures> rounds) {
    return rounds.stream().mapToLong(RoundFigures::images).sum()
        / sum(rounds, RoundFigures::seconds);
  }

  /** Sum of a figure. */
  static double sum(List<RoundFigures> rounds, ToDoubleFunction<RoundFigures> figure) {
    return rounds.stream().mapToDouble(figure).sum();
  }

  /** Mean of a figure. */
  static double mean(List<RoundFigures> rounds, ToDoubleFunction<RoundFigures> figure) {
    return sum(rounds, figure) / rounds.size();
  }

  /** Mean of a number of bytes. */
  static long bytes(List<RoundFigures> rounds, ToLongFunction<RoundFigures> figure) {
    return Math.round(rounds.stream().mapToLong(figure).average().orElse(0));
  }

  /** Share of the rounds that is not the steps of the slowest executor. */
  static double overhead(List<RoundFigures> rounds) {
    return 1 - sum(rounds, RoundFigures::slowest) / sum(rounds, RoundFigures::seconds);
  }
}

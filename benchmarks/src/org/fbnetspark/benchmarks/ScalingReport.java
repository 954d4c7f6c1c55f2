package org.fbnetspark.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.fbnetspark.report.TextTable;

/** Figures of clusters beside each other. */
record ScalingReport(List<ClusterFigures> clusters) {

  private static final double MEGA = 1e6;

  void print(PrintStream out) {
    ClusterFigures first = clusters.get(0);
    out.printf(
        Locale.ROOT,
        "%,d weights, %d shards, rounds of %d steps of batch %d%n%n",
        first.weights(),
        first.shards(),
        first.steps(),
        first.batch());
    out.println(pace());
    out.println("seconds of executors in a round, by what they did:");
    out.println(split());
    out.println("MB of a round:");
    out.println(bytes());
    out.println("processor seconds of a round, by kind of thread:");
    out.println(threads());
    if (clusters.stream().map(ClusterFigures::weightsSha256).distinct().count() > 1) {
      out.println("THE WEIGHTS DIFFER: " + clusters.stream().map(this::hash).toList());
    }
    if (!first.peers().isEmpty()) {
      out.println("retraining " + first.peers().get(0).network() + ":");
      out.println(peers());
    }
  }

  private String hash(ClusterFigures one) {
    return one.executors() + ": " + one.weightsSha256();
  }

  private TextTable pace() {
    TextTable table =
        table("executors", "epoch", "images/s", "times", "seconds a round", "all but compute");
    for (boolean cold : new boolean[] {true, false}) {
      double base = RoundFigures.imagesPerSecond(rounds(clusters.get(0), cold));
      for (ClusterFigures one : clusters) {
        List<RoundFigures> rounds = rounds(one, cold);
        if (!rounds.isEmpty()) {
          double rate = RoundFigures.imagesPerSecond(rounds);
          table.add(
              List.of(
                  String.valueOf(one.executors()),
                  name(cold),
                  number(1, rate),
                  number(2, rate / base),
                  number(2, RoundFigures.mean(rounds, RoundFigures::seconds)),
                  number(1, 100 * RoundFigures.overhead(rounds)) + " %"));
        }
      }
    }
    return table;
  }

  private TextTable split() {
    TextTable table =
        table(
            "executors",
            "epoch",
            "compute",
            "broadcast",
            "engine",
            "serialise",
            "shuffle",
            "average",
            "waiting",
            "collector",
            "driver sends",
            "driver joins");
    for (boolean cold : new boolean[] {true, false}) {
      for (ClusterFigures one : clusters) {
        List<RoundFigures> r = rounds(one, cold);
        if (!r.isEmpty()) {
          table.add(
              List.of(
                  String.valueOf(one.executors()),
                  name(cold),
                  number(2, RoundFigures.mean(r, RoundFigures::compute)),
                  number(3, RoundFigures.mean(r, RoundFigures::broadcast)),
                  number(3, RoundFigures.mean(r, RoundFigures::engine)),
                  number(3, RoundFigures.mean(r, RoundFigures::serialise)),
                  number(3, RoundFigures.mean(r, RoundFigures::shuffle)),
                  number(3, RoundFigures.mean(r, RoundFigures::average)),
                  number(3, RoundFigures.mean(r, RoundFigures::waiting)),
                  number(3, RoundFigures.mean(r, RoundFigures::collector)),
                  number(3, RoundFigures.mean(r, RoundFigures::send)),
                  number(3, RoundFigures.mean(r, RoundFigures::join))));
        }
      }
    }
    return table;
  }

  /**
   * With a model of B bytes, momentum included, E executors read E B of the broadcast, reducers the
   * models of all S shards, S B, and the driver B. Executors on one machine read each other's
   * files.
   */
  private TextTable bytes() {
    TextTable table =
        table(
            "executors",
            "broadcast",
            "least",
            "slices",
            "least",
            "of them by network",
            "to the driver",
            "least",
            "driver's heap",
            "its peak");
    for (ClusterFigures one : clusters) {
      List<RoundFigures> rounds = rounds(one, one.steady().isEmpty());
      double model = 2.0 * Float.BYTES * one.weights() / MEGA;
      table.add(
          List.of(
              String.valueOf(one.executors()),
              mega(RoundFigures.bytes(rounds, RoundFigures::broadcastBytes)),
              number(1, one.executors() * model),
              mega(RoundFigures.bytes(rounds, r -> r.shuffleRemoteBytes() + r.shuffleLocalBytes())),
              number(1, one.shards() * model),
              mega(RoundFigures.bytes(rounds, RoundFigures::shuffleRemoteBytes)),
              mega(RoundFigures.bytes(rounds, RoundFigures::resultBytes)),
              number(1, model),
              mega(one.driverHeapBytes()),
              mega(one.driverPeakBytes())));
    }
    return table;
  }

  private TextTable threads() {
    TextTable table =
        table("executors", "epoch", "tasks", "compiler", "collector", "other", "driver, all");
    for (boolean cold : new boolean[] {true, false}) {
      for (ClusterFigures one : clusters) {
        int rounds = rounds(one, cold).size();
        Map<String, Double> cpu = cold ? one.coldCpu() : one.steadyCpu();
        if (rounds > 0) {
          double driver = one.driverCpu().values().stream().mapToDouble(s -> s).sum();
          table.add(
              List.of(
                  String.valueOf(one.executors()),
                  name(cold),
                  number(2, cpu.getOrDefault("tasks", 0.0) / rounds),
                  number(2, cpu.getOrDefault("compiler", 0.0) / rounds),
                  number(2, cpu.getOrDefault("collector", 0.0) / rounds),
                  number(2, cpu.getOrDefault("other", 0.0) / rounds),
                  cold ? "" : number(2, driver / rounds)));
        }
      }
    }
    return table;
  }

  private TextTable peers() {
    TextTable table = table("executors", "engine", "images/s", "seconds a round", "slowest task");
    for (ClusterFigures one : clusters) {
      for (ClusterFigures.Peer peer : one.peers()) {
        table.add(
            List.of(
                String.valueOf(one.executors()),
                peer.engine(),
                number(1, peer.imagesPerSecond()),
                number(2, mean(peer.seconds())),
                number(2, mean(peer.slowest()))));
      }
    }
    return table;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElse(0);
  }

  private static List<RoundFigures> rounds(ClusterFigures one, boolean cold) {
    return cold ? one.cold() : one.steady();
  }

  private static String name(boolean cold) {
    return cold ? "cold" : "steady";
  }

  private static TextTable table(String... header) {
    Set<Integer> figures = new TreeSet<>(IntStream.range(0, header.length).boxed().toList());
    return new TextTable(List.of(header), figures);
  }

  private static String mega(long bytes) {
    return number(1, bytes / MEGA);
  }

  private static String number(int digits, double value) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}

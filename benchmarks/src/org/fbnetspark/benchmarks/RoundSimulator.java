package org.fbnetspark.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.fbnetspark.report.TextTable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Rounds of clusters that are not there, from the figures of one that is. */
@Command(
    name = "round-simulator",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Predicts the seconds of a round for up to thousands of executors from what"
          + " benchmarks/scaling has measured with one, by simulating its events: tasks launched"
          + " one after the other, the broadcast fetched in pieces from whoever has them, steps"
          + " that take longer here than there, slices fetched and averaged, and their means sent"
          + " to the driver. Each executor is a thread on a machine of its own and has a shard.",
      "First it predicts the rounds of the clusters that were measured, all on one machine, from"
          + " the figures of the first of them, and tells how far off it is."
    })
public final class RoundSimulator implements Runnable {

  private static final double GIGABIT = 1e9 / 8;

  @Option(
      names = "--json",
      required = true,
      description = "figures as benchmarks/scaling --json writes them")
  private Path json;

  @Option(
      names = "--executors",
      split = ",",
      defaultValue = "1,2,4,8,16,32,64,128,256,512,1024",
      description = "numbers of executors")
  private List<Integer> executors;

  @Option(
      names = "--gigabits",
      split = ",",
      defaultValue = "10,25",
      description = "speeds of a machine's network, Gbit/s each way")
  private List<Double> gigabits;

  @Option(
      names = "--latency-micros",
      defaultValue = "200",
      description = "from asking another machine until bytes come")
  private double latencyMicros;

  @Option(
      names = "--launch-micros",
      defaultValue = "500",
      description =
          "of a task on the driver, one after the other; what a task was seen to wait beyond that"
              + " is latency, which executors wait for side by side")
  private double launchMicros;

  @Option(names = "--rounds", defaultValue = "5", description = "rounds that are simulated, each")
  private int rounds;

  /** Runs the simulator. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RoundSimulator()).execute(arguments));
  }

  @Override
  public void run() {
    try {
      ClusterFigures[] measured =
          new ObjectMapper().readValue(json.toFile(), ClusterFigures[].class);
      RoundCosts costs = RoundCosts.of(measured[0], launchMicros / 1e6);
      System.out.println(check(measured, costs));
      System.out.println(prediction(costs));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TextTable check(ClusterFigures[] measured, RoundCosts costs) {
    TextTable table =
        new TextTable(
            List.of("executors", "measured s", "predicted s", "off by"), Set.of(0, 1, 2, 3));
    for (ClusterFigures one : measured) {
      double seconds = RoundFigures.mean(one.steady(), RoundFigures::seconds);
      double predicted =
          mean(costs, one.executors(), one.shards(), new Machine.Link(Double.POSITIVE_INFINITY, 0))
              .seconds();
      table.add(
          List.of(
              String.valueOf(one.executors()),
              number(seconds),
              number(predicted),
              String.format(Locale.ROOT, "%+.1f %%", 100 * (predicted / seconds - 1))));
    }
    return table;
  }

  private TextTable prediction(RoundCosts costs) {
    TextTable table =
        new TextTable(
            List.of("executors", "Gbit/s", "seconds a round", "images/s", "all but compute"),
            Set.of(0, 1, 2, 3, 4));
    for (double speed : gigabits) {
      Machine.Link link = new Machine.Link(speed * GIGABIT, latencyMicros / 1e6);
      for (int number : executors) {
        RoundSimulation.Outcome round = mean(costs, number, number, link);
        double images = (double) number * costs.steps() * costs.batch();
        table.add(
            List.of(
                String.valueOf(number),
                String.format(Locale.ROOT, "%.0f", speed),
                number(round.seconds()),
                String.format(Locale.ROOT, "%,.0f", images / round.seconds()),
                String.format(
                    Locale.ROOT, "%.1f %%", 100 * (1 - round.compute() / round.seconds()))));
      }
    }
    return table;
  }

  private RoundSimulation.Outcome mean(
      RoundCosts costs, int number, int shards, Machine.Link link) {
    double seconds = 0;
    double compute = 0;
    for (int round = 0; round < rounds; round++) {
      RoundSimulation.Outcome one = RoundSimulation.of(costs, number, shards, link, round);
      seconds += one.seconds() / rounds;
      compute += one.compute() / rounds;
    }
    return new RoundSimulation.Outcome(seconds, compute);
  }

  private static String number(double seconds) {
    return String.format(Locale.ROOT, "%.2f", seconds);
  }
}

package org.fbnetspark.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.domain.evaluation.StudentInterval;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.SearchSummary.Judged;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether searching helps: an experiment with several seeds, each against random architectures. */
@Command(
    name = "search-against-random",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Searches with the seeds 1, 2 and so on, and retrains with each as many random architectures"
          + " as finalists, at the same target and for the same epochs; prints a table of their"
          + " accuracies on training images held out, and of their latencies. The searched"
          + " architecture is the best of its finalists by those images, so it is to be held"
          + " against the best random one; mean against mean is free of any choice.",
      "Searches that are over are read from --directory, so that a killed benchmark goes on."
          + " Minutes: the defaults. Hours: --config conf/fbnet-v1-cifar10-short.conf --epochs 8."
    })
public final class SearchAgainstRandom implements Runnable {

  @Option(names = "--search", required = true, hidden = true)
  private Path search;

  @Option(names = "--config", defaultValue = "conf/quickstart.conf", description = "experiment")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "further settings; give a target, such as search.target-latency-millis=0.03")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--seeds", defaultValue = "3", description = "searches")
  private int seeds;

  @Option(
      names = "--networks",
      defaultValue = "3",
      description = "finalists and random ones of each")
  private int networks;

  @Option(names = "--epochs", defaultValue = "2", description = "epochs of each retraining")
  private int epochs;

  @Option(
      names = "--directory",
      defaultValue = "runs/against-random",
      description = "their run directories")
  private Path directory;

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SearchAgainstRandom()).execute(arguments));
  }

  @Override
  public void run() {
    try {
      search();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void search() throws IOException {
    Searches all = new Searches(search, List.of("--config", config.toString()), directory);
    List<Double> means = new ArrayList<>();
    List<Double> bests = new ArrayList<>();
    System.out.println(
        "| seed | searched | best random | mean of finalists | mean of random |"
            + " searched above that mean (95 %) | cost searched | cost random |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (int seed = 1; seed <= seeds; seed++) {
      List<String> own = new ArrayList<>(settings);
      own.add("seed=" + seed);
      own.add("search.finalists=" + networks);
      own.add("search.baselines=" + networks);
      own.add("search.finalist-epochs=" + epochs);
      SearchSummary outcome = all.outcome("seed-" + seed, own);
      List<Double> random = outcome.baselineAccuracies();
      List<Double> finalists =
          outcome.finalists().stream().flatMap(one -> one.heldOutAccuracy().stream()).toList();
      if (random.isEmpty()) {
        throw new IOException("seed-" + seed + " has found no random architecture at the target");
      }
      means.add(mean(finalists) - mean(random));
      bests.add(outcome.heldOutAccuracy().orElseThrow() - Collections.max(random));
      System.out.println(row(seed, outcome, finalists, random));
    }
    System.out.println();
    tell("mean of finalists above mean of random ones", means);
    tell("searched above best random one", bests);
  }

  private static String row(
      int seed, SearchSummary outcome, List<Double> finalists, List<Double> random) {
    return String.format(
        Locale.ROOT,
        "| %d | %.2f %% | %.2f %% | %.2f %% | %.2f %% | %s | %s | %s |",
        seed,
        100 * outcome.heldOutAccuracy().orElseThrow(),
        100 * Collections.max(random),
        100 * mean(finalists),
        100 * mean(random),
        outcome
            .aboveBaselines()
            .map(
                above ->
                    String.format(
                        Locale.ROOT,
                        "%+.2f (%+.2f to %+.2f)",
                        100 * above.difference(),
                        100 * above.low(),
                        100 * above.high()))
            .orElse("-"),
        outcome.costKind().text(outcome.decidingCost()),
        range(outcome));
  }

  /** Of the baselines, as measured where the cost is a latency and was. */
  private static String range(SearchSummary outcome) {
    double[] costs =
        outcome.baselines().stream().mapToDouble(one -> cost(outcome, one)).sorted().toArray();
    return outcome.costKind().text(costs[0])
        + " to "
        + outcome.costKind().text(costs[costs.length - 1]);
  }

  private static double cost(SearchSummary outcome, Judged network) {
    Optional<Double> micros =
        outcome.tries().isEmpty()
            ? Optional.empty()
            : network.measuredMillis().map(millis -> 1000 * millis);
    return micros.orElse(network.cost());
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElseThrow();
  }

  private static void tell(String what, List<Double> differences) {
    String interval = "";
    if (differences.size() > 1) {
      StudentInterval over = StudentInterval.of(differences);
      interval =
          String.format(
              Locale.ROOT, " (95 %% between %+.2f and %+.2f)", 100 * over.low(), 100 * over.high());
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %+.2f points over %d seeds%s%n",
        what,
        100 * mean(differences),
        differences.size(),
        interval);
  }
}

package org.fbnetspark.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.format.latency.LatencyFile;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How well searches come to latencies that they are led to, as predicted and as measured. */
@Command(
    name = "targets",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Searches to several latencies over the range that a space has by one table, and prints of"
          + " each what was predicted and measured. The bar is 12 of 13 within"
          + " search.target-tolerance as measured, on a machine where nothing else runs; what is"
          + " not is told as missed.",
      "Searches that are over are read from --directory, so that a killed benchmark goes on."
    })
public final class Targets implements Runnable {

  private static final double FIRST = 0.1;
  private static final double LAST = 0.9;

  @Option(names = "--search", required = true, hidden = true)
  private Path search;

  @Option(names = "--config", defaultValue = "conf/quickstart.conf", description = "experiment")
  private Path config;

  @Option(
      names = "--table",
      required = true,
      description = "latency table of this machine, from submit/profile with the same --config")
  private Path table;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "further settings")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--searches", defaultValue = "10", description = "searches, two at least")
  private int searches;

  @Option(
      names = "--directory",
      defaultValue = "runs/targets",
      description = "their run directories")
  private Path directory;

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Targets()).execute(arguments));
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
    CostTable costs = costs();
    Searches all = new Searches(search, List.of("--config", config.toString()), directory);
    int met = 0;
    System.out.println(
        "| target ms | predicted by the table | by the ratio of networks before | measured |"
            + " tries | networks timed | at the target |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (int i = 0; i < searches; i++) {
      double share = FIRST + (LAST - FIRST) * i / Math.max(1, searches - 1);
      double millis = (costs.cheapest() + share * (costs.dearest() - costs.cheapest())) / 1000;
      List<String> own = new ArrayList<>(settings);
      own.add("cost.latency-table=" + table.toAbsolutePath());
      own.add(String.format(Locale.ROOT, "search.target-latency-millis=%.6f", millis));
      SearchSummary outcome = all.outcome("target-" + (i + 1), own);
      met += outcome.missed() ? 0 : 1;
      System.out.println(row(outcome));
    }
    System.out.printf(Locale.ROOT, "%n%d of %d at the target as measured%n", met, searches);
  }

  private CostTable costs() throws IOException {
    Space space =
        ConfigFile.load(Optional.of(config), settings).experiment().space().definition().space();
    return CostTable.latency(
        space, LatencyFile.read(Files.readAllBytes(table), table.toString(), space));
  }

  private static String row(SearchSummary outcome) {
    Target target = outcome.target().orElseThrow();
    return String.format(
        Locale.ROOT,
        "| %.4f | %s | %s | %s | %d | %d | %s |",
        target.cost() / 1000,
        beside(outcome.predictedCost(), target),
        beside(outcome.predictedCost() / outcome.latencyFactor(), target),
        outcome.measuredLatencyMillis().map(millis -> beside(1000 * millis, target)).orElse("not"),
        outcome.tries().size(),
        outcome.tries().stream().mapToInt(one -> one.networks().size()).sum(),
        outcome.missed() ? "missed" : "yes");
  }

  private static String beside(double cost, Target target) {
    return String.format(Locale.ROOT, "%+.1f %%", 100 * (cost / target.cost() - 1));
  }
}

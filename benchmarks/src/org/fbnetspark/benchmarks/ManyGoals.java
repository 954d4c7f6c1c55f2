package org.fbnetspark.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.fbnetspark.domain.evaluation.StudentInterval;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.format.run.MetricsJson;
import org.fbnetspark.search.SearchSummary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What one supernet for several targets costs and brings, against a search for each. */
@Command(
    name = "many-goals",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Searches to each of several targets alone, and to all of them as goals of one search, with the"
          + " seeds 1, 2 and so on; retrains all architectures alike. Prints the examples that"
          + " were trained and the seconds of the epochs, each as a share of those of the searches"
          + " alone, and the accuracies on training images held out, paired by target and seed.",
      "Searches that are over are read from --directory, so that a killed benchmark goes on."
    })
public final class ManyGoals implements Runnable {

  @Option(names = "--search", required = true, hidden = true)
  private Path search;

  @Option(names = "--config", defaultValue = "conf/quickstart.conf", description = "experiment")
  private Path config;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "further settings")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--key",
      defaultValue = "target-latency-millis",
      description = "which of search.target-* is the target")
  private String key;

  @Option(names = "--targets", split = ",", required = true, description = "two at least")
  private List<String> targets;

  @Option(names = "--seeds", defaultValue = "2", description = "of each")
  private int seeds;

  @Option(names = "--epochs", defaultValue = "4", description = "epochs of each retraining")
  private int epochs;

  @Option(
      names = "--directory",
      defaultValue = "runs/many-goals",
      description = "their run directories")
  private Path directory;

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ManyGoals()).execute(arguments));
  }

  @Override
  public void run() {
    try {
      search();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Examples and seconds of the epochs of searches. */
  private record Spent(double examples, double seconds) {

    Spent plus(Spent more) {
      return new Spent(examples + more.examples, seconds + more.seconds);
    }

    static Spent of(Path run) throws IOException {
      Path metrics = run.resolve("metrics.jsonl");
      double examples = 0;
      double seconds = 0;
      for (Epoch epoch : MetricsJson.read(Files.readAllBytes(metrics), metrics.toString())) {
        examples += epoch.value("weights/examples").orElse(0.0);
        examples += epoch.value("theta/examples").orElse(0.0);
        seconds += epoch.seconds();
      }
      return new Spent(examples, seconds);
    }
  }

  private void search() throws IOException {
    Searches all = new Searches(search, List.of("--config", config.toString()), directory);
    Spent alone = new Spent(0, 0);
    Spent together = new Spent(0, 0);
    List<Double> differences = new ArrayList<>();
    System.out.println(
        "| seed | target | alone, held out | as a goal, held out | difference | cost alone | cost as a"
            + " goal |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (int seed = 1; seed <= seeds; seed++) {
      List<String> shared = new ArrayList<>(settings);
      shared.add("seed=" + seed);
      shared.add("search.finalists=1");
      shared.add("search.finalist-epochs=" + epochs);
      // In turn, so that the hour is the same for both.
      Path goals = all.run("goals-" + seed, with(shared, "search.goals=" + goals()));
      together = together.plus(Spent.of(goals));
      for (int i = 0; i < targets.size(); i++) {
        String target = targets.get(i);
        Path own =
            all.run("alone-" + seed + "-" + target, with(shared, "search." + key + "=" + target));
        alone = alone.plus(Spent.of(own));
        SearchSummary one = Searches.outcome(own);
        SearchSummary goal = Searches.outcome(goals.resolve("goals").resolve(name(i)));
        double difference =
            goal.heldOutAccuracy().orElseThrow() - one.heldOutAccuracy().orElseThrow();
        differences.add(difference);
        System.out.println(row(seed, target, one, goal, difference));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%nexamples %.3f and seconds %.3f of %d searches alone%n",
        together.examples() / alone.examples(),
        together.seconds() / alone.seconds(),
        targets.size());
    StudentInterval mean = StudentInterval.of(differences);
    System.out.printf(
        Locale.ROOT,
        "accuracy as a goal above alone: %+.2f points over %d pairs (95 %% between %+.2f and"
            + " %+.2f)%n",
        100 * mean.mean(),
        differences.size(),
        100 * mean.low(),
        100 * mean.high());
  }

  private static List<String> with(List<String> settings, String more) {
    List<String> all = new ArrayList<>(settings);
    all.add(more);
    return all;
  }

  private String goals() {
    List<String> told =
        IntStream.range(0, targets.size())
            .mapToObj(i -> "{name=" + name(i) + ", " + key + "=" + targets.get(i) + "}")
            .toList();
    return "[" + String.join(", ", told) + "]";
  }

  private static String name(int target) {
    return "target-" + (target + 1);
  }

  private static String row(
      int seed, String target, SearchSummary alone, SearchSummary goal, double difference) {
    return String.format(
        Locale.ROOT,
        "| %d | %s | %.2f %% | %.2f %% | %+.2f | %s | %s |",
        seed,
        target,
        100 * alone.heldOutAccuracy().orElseThrow(),
        100 * goal.heldOutAccuracy().orElseThrow(),
        100 * difference,
        alone.costKind().text(alone.decidingCost()),
        goal.costKind().text(goal.decidingCost()));
  }
}

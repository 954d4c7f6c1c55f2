package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.retrain.FinalistSettings;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.run.OutcomeFiles;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.SearchSummary.Judged;
import org.fbnetspark.search.SearchSummary.LimitOutcome;
import org.fbnetspark.search.SearchSummary.Try;

/**
 * What happens after the last epoch: finalists are derived and timed, and retrained where they are
 * to be; one of them becomes the architecture, and baselines are held against it. All of it is
 * written and told.
 *
 * @param experiment of the job
 * @param space that was searched
 * @param costs that were kept low
 * @param targetBand costs to derive architectures within
 * @param latencies where times come from
 * @param times of whole networks
 * @param training retrains the finalists and the baselines
 * @param files of the run
 * @param lines takes what is said to a person
 */
record Outcome(
    Experiment experiment,
    Space space,
    CostTable costs,
    TargetBand targetBand,
    LatencySource latencies,
    NetworkTimes times,
    FinalistTraining training,
    OutcomeFiles files,
    Consumer<String> lines) {

  /**
   * The outcome of a goal.
   *
   * @param end of the search
   * @param theta of the goal
   * @param imagesPerSecond throughput of this process
   */
  SearchSummary of(SearchState end, Theta theta, Optional<Double> imagesPerSecond)
      throws IOException {
    boolean latency = costs.kind() == CostKind.LATENCY;
    TargetTries tries = tries();
    TargetTries.Tried tried = finalists(tries, theta, end.seed());
    List<int[]> picked = tried.best();
    List<Network> finalists = architectures("finalist", picked);
    List<RetrainState.Best> trained = training.finalists(finalists);
    int[] picks = picked.get(mostAccurate(trained));
    Network architecture = space.derived(picks).named(space.name() + "-searched");
    Space timed =
        experiment.search().needsLatencies(costs.kind()) ? space.priced() : Space.of(architecture);
    LatencyTable table = latencies.of(timed);
    latencies.keepGiven(table);
    String notMeasured =
        latency
            ? tried.notMeasured()
            : times.measure(List.of(picks), TargetTries.TIMINGS, table.setting());
    List<int[]> random = baselines(tries, end.seed(), picked);
    List<Network> baselines = architectures("baseline", random);
    List<RetrainState.Best> trainedBaselines = training.baselines(baselines);
    List<int[]> samples = samples(theta, end.seed());
    files.write(architecture, finalists, baselines, architectures("sample", samples));
    if (space.cells().isPresent()) {
      files.write(space.cells().get().withName(architecture.name()).derived(picks));
    }
    SearchSummary summary =
        new SearchSummary(
            files.directory().path(),
            space.name(),
            architecture,
            space.picked(picks),
            samples.size(),
            CostTable.latency(Space.of(architecture), table).of() / 1000,
            times.millis(picks),
            times.millis(picks).isPresent() ? "" : notMeasured,
            table.setting().device(),
            Optional.of(LatencyRows.of(timed, table)),
            experiment.search().target(),
            limits(theta, picks),
            costs.kept(space).expected(theta),
            costs.of(picks),
            costs.kind(),
            networks(theta, picked, trained),
            tried.attempts().stream().map(one -> told(theta, one)).toList(),
            networks(theta, random, trainedBaselines),
            trained.stream().mapToLong(RetrainState.Best::examples).findFirst().orElse(0),
            Sha256.of(theta),
            Sha256.of(end.weights().values()),
            imagesPerSecond,
            end.epoch(),
            experiment.search().shards(),
            end.seed());
    files.write(summary);
    OutcomeText.lines(summary, table).forEach(lines);
    return summary;
  }

  private TargetTries tries() throws IOException {
    return new TargetTries(
        experiment.search().target(),
        experiment.finalists().targetTries(),
        times,
        // Where something else than latency was kept low, times decide nothing.
        costs.kind() == CostKind.LATENCY
            ? Optional.of(latencies.of(space.priced()).setting())
            : Optional.empty(),
        costs,
        lines);
  }

  /** The most probable ones, or, to be retrained, the most probable one and some others. */
  private TargetTries.Tried finalists(TargetTries tries, Theta theta, long seed)
      throws IOException {
    FinalistSettings finalists = experiment.finalists();
    int number = finalists.number();
    boolean retrained = finalists.training().isPresent();
    SeedTree seeds = new SeedTree(seed).child("finalists");
    BandDrawing drawing =
        new BandDrawing(targetBand, theta, number, retrained ? 1 : number, List.of(), seeds, lines);
    // One is enough where the most probable one is taken; to be chosen by accuracy, there are more.
    TargetTries.Tried tried = tries.run(drawing, retrained ? number : 1);
    if (retrained) {
      warnOfFewer("search.finalists", number, tried);
    }
    return tried;
  }

  /** Architectures that are all as likely, none of them a finalist. */
  private List<int[]> baselines(TargetTries tries, long seed, List<int[]> finalists)
      throws IOException {
    int number = experiment.finalists().baselines();
    if (number == 0) {
      return List.of();
    }
    lines.accept("drawing " + number + " baselines");
    SeedTree seeds = new SeedTree(seed).child("baselines");
    BandDrawing drawing =
        new BandDrawing(targetBand, Theta.uniform(space), number, 0, finalists, seeds, lines);
    TargetTries.Tried tried = tries.run(drawing, number);
    warnOfFewer("search.baselines", number, tried);
    return tried.best();
  }

  private void warnOfFewer(String key, int wanted, TargetTries.Tried tried) {
    List<String> keys = new ArrayList<>(targetBand.bounds());
    if (!tried.attempts().isEmpty()) {
      keys.add("search.target-tries");
    }
    int found = tried.best().size();
    if (found < wanted) {
      lines.accept(fewer(key, wanted, found, keys));
    }
  }

  /** The warning of fewer networks than wanted, with the keys that lead to more. */
  static String fewer(String key, int wanted, int found, List<String> keys) {
    return "warning: "
        + key
        + " is "
        + wanted
        + ", but "
        + found
        + " were found; "
        + (keys.isEmpty()
            ? "hardly others are drawn"
            : "raise " + String.join(" or ", keys) + " for more");
  }

  /**
   * The position of the one that did best once retrained; of equal ones, and without, the first.
   */
  static int mostAccurate(List<RetrainState.Best> retrained) {
    int best = 0;
    for (int i = 1; i < retrained.size(); i++) {
      best = retrained.get(i).accuracy() > retrained.get(best).accuracy() ? i : best;
    }
    return best;
  }

  private List<Network> architectures(String kind, List<int[]> networks) {
    List<Network> architectures = new ArrayList<>();
    for (int[] picks : networks) {
      String name = space.name() + "-" + kind + "-" + (architectures.size() + 1);
      architectures.add(space.derived(picks).named(name));
    }
    return architectures;
  }

  private List<int[]> samples(Theta theta, long seed) {
    return targetBand
        .under(theta, 1, lines)
        .sample(experiment.samples(), new SeedTree(seed).child("derive").generator());
  }

  private List<LimitOutcome> limits(Theta theta, int[] picks) {
    return targetBand.limits().stream().map(limit -> told(limit, theta, picks)).toList();
  }

  private LimitOutcome told(CostBand limit, Theta theta, int[] picks) {
    CostTable table = limit.costs();
    return new LimitOutcome(
        table.kind(), limit.high(), table.kept(space).expected(theta), table.of(picks));
  }

  private Try told(Theta theta, TargetTries.Attempt attempt) {
    return new Try(attempt.latencyFactor(), networks(theta, attempt.networks(), List.of()));
  }

  private List<Judged> networks(
      Theta theta, List<int[]> networks, List<RetrainState.Best> trained) {
    return IntStream.range(0, networks.size())
        .mapToObj(
            i ->
                network(
                    theta,
                    networks.get(i),
                    Stream.of(i).filter(at -> at < trained.size()).map(trained::get).findFirst()))
        .toList();
  }

  private Judged network(Theta theta, int[] picks, Optional<RetrainState.Best> trained) {
    return new Judged(
        space.picked(picks),
        theta.logProbability(picks),
        costs.of(picks),
        times.millis(picks),
        trained.map(RetrainState.Best::accuracy));
  }
}

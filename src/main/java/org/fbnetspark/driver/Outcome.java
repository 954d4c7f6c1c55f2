package org.fbnetspark.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.arch.Theta;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.format.ArchitectureJson;
import org.fbnetspark.format.SearchSummaryJson;
import org.fbnetspark.report.Description;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.SearchSummary.Finalist;
import org.fbnetspark.search.Target;
import org.fbnetspark.store.Storage;

/**
 * Derives architectures from the end of a search, times them as a whole, writes them and tells of
 * them.
 *
 * @param settings of the job
 * @param directory where to write
 * @param space that was searched
 * @param costs that were kept low
 * @param targetBand costs to derive architectures within
 * @param timer times derived networks
 * @param training retrains the finalists
 */
record Outcome(
    SearchJobSettings settings,
    RunDirectory directory,
    LayerwiseSpace space,
    CostTable costs,
    TargetBand targetBand,
    NetworkTimer timer,
    FinalistTraining training) {

  /** Draws for each finalist: a theta that is sure of itself draws the same ones again. */
  private static final int DRAWS = 20;

  SearchSummary write(
      SearchState end,
      LatencySource latencies,
      Optional<Double> imagesPerSecond,
      Consumer<String> lines)
      throws IOException {
    Optional<Target> target = settings.search().target();
    Theta theta = end.theta();
    TargetBand.Derived band = targetBand.under(theta, 1, lines);
    List<int[]> picks = finalists(band, end);
    List<Architecture> finalists = architectures(picks);
    boolean latency = costs.kind() == CostKind.LATENCY;
    // Where something else than latency was kept low, times decide nothing.
    NetworkTimer.Times deciding =
        latency
            ? timer.time(finalists, latencies.of(space).setting())
            : NetworkTimer.Times.none("");
    List<Integer> near = FinalistChoice.near(deciding.millis(), target, finalists.size());
    List<Optional<Double>> accuracies = training.accuracies(finalists, near);
    int chosen = FinalistChoice.best(near, accuracies);
    Architecture architecture = architecture("-searched", picks.get(chosen));
    LatencyTable table = latencies.of(latency ? space : architecture.asSpace());
    NetworkTimer.Times chosenTime =
        latency ? deciding.only(chosen) : timer.time(List.of(architecture), table.setting());
    List<int[]> samples =
        band.sample(settings.samples(), new SeedTree(end.seed()).child("derive").generator());
    write(architecture, finalists, samples);
    IntFunction<Optional<Double>> told =
        i -> latency ? deciding.of(i) : chosenTime.of(0).filter(millis -> i == chosen);
    SearchSummary summary =
        new SearchSummary(
            directory.path(),
            space.name(),
            architecture,
            codes(picks.get(chosen)),
            samples.size(),
            CostTable.latency(architecture.asSpace(), table).of() / 1000,
            chosenTime.of(0),
            chosenTime.notMeasured(),
            table.setting().device(),
            target,
            costs.expected(theta),
            costs.of(picks.get(chosen)),
            costs.kind(),
            finalists(theta, picks, told, accuracies),
            Sha256.of(theta),
            Sha256.of(end.weights().values()),
            imagesPerSecond,
            end.epoch(),
            settings.search().shards(),
            end.seed());
    directory.storage().replace(directory.summary(), SearchSummaryJson.write(summary));
    lines.accept("");
    lines.accept(Description.text(architecture, Optional.of(table)).stripTrailing());
    OutcomeText.lines(summary).forEach(lines);
    writeReport(lines);
    lines.accept("run directory  " + directory.path());
    return summary;
  }

  private List<Architecture> architectures(List<int[]> finalists) {
    return IntStream.range(0, finalists.size())
        .mapToObj(i -> architecture("-finalist-" + (i + 1), finalists.get(i)))
        .toList();
  }

  private List<Finalist> finalists(
      Theta theta,
      List<int[]> picks,
      IntFunction<Optional<Double>> times,
      List<Optional<Double>> accuracies) {
    return IntStream.range(0, picks.size())
        .mapToObj(
            i ->
                new Finalist(
                    codes(picks.get(i)),
                    logProbability(theta, picks.get(i)),
                    costs.of(picks.get(i)),
                    times.apply(i),
                    accuracies.get(i)))
        .toList();
  }

  private void writeReport(Consumer<String> lines) {
    RunFiles.writeReport(
        directory,
        files ->
            files.writeReport(files.record(settings.search(), settings.costs()), Optional.empty()),
        lines);
  }

  /**
   * The most probable ones, or, to be retrained, the most probable one and some that theta draws.
   */
  private List<int[]> finalists(TargetBand.Derived band, SearchState end) {
    int number = settings.finalists().number();
    if (settings.finalists().training().isEmpty()) {
      return band.mostProbable(number);
    }
    List<int[]> picks = new ArrayList<>(band.mostProbable(1));
    RandomGenerator random = new SeedTree(end.seed()).child("finalists").generator();
    for (int[] drawn : band.sample(DRAWS * number, random)) {
      if (picks.size() < number && picks.stream().noneMatch(kept -> Arrays.equals(kept, drawn))) {
        picks.add(drawn);
      }
    }
    return picks;
  }

  private void write(Architecture chosen, List<Architecture> finalists, List<int[]> samples)
      throws IOException {
    Storage storage = directory.storage();
    storage.replace(directory.architecture(), ArchitectureJson.write(chosen));
    for (int i = 0; i < finalists.size(); i++) {
      storage.replace(directory.finalist(i + 1), ArchitectureJson.write(finalists.get(i)));
    }
    for (int i = 0; i < samples.size(); i++) {
      storage.replace(
          directory.sample(i + 1),
          ArchitectureJson.write(architecture("-sample-" + (i + 1), samples.get(i))));
    }
  }

  private Architecture architecture(String suffix, int[] picks) {
    return Architecture.of(space.name() + suffix, space, picks);
  }

  private static double logProbability(Theta theta, int[] picks) {
    return IntStream.range(0, picks.length)
        .mapToDouble(choice -> StrictMath.log(theta.probabilities(choice)[picks[choice]]))
        .sum();
  }

  private List<String> codes(int[] picks) {
    List<Choice> choices = space.choices();
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < picks.length; i++) {
      codes.add(choices.get(i).candidates().get(picks[i]).code());
    }
    return codes;
  }
}

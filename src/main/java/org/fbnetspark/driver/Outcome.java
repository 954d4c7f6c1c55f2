package org.fbnetspark.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.arch.Derivation;
import org.fbnetspark.domain.arch.Theta;
import org.fbnetspark.domain.cost.BandDerivation;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.format.ArchitectureJson;
import org.fbnetspark.format.SearchSummaryJson;
import org.fbnetspark.report.Description;
import org.fbnetspark.search.RunRecord;
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
 * @param timer times derived networks
 */
record Outcome(
    SearchJobSettings settings,
    RunDirectory directory,
    LayerwiseSpace space,
    CostTable costs,
    NetworkTimer timer) {

  /** Distance of a measured latency from the target that a finalist may have, as a share of it. */
  private static final double MEASURED_TOLERANCE = 0.08;

  SearchSummary write(
      SearchState end,
      LatencySource latencies,
      Optional<Double> imagesPerSecond,
      Consumer<String> lines)
      throws IOException {
    Optional<Target> target = settings.search().target();
    Theta theta = end.theta();
    BandDerivation band = band(theta, target, lines);
    List<int[]> picks = band.mostProbable(settings.finalists());
    List<Architecture> finalists =
        IntStream.range(0, picks.size())
            .mapToObj(i -> architecture("-finalist-" + (i + 1), picks.get(i)))
            .toList();
    boolean latency = costs.kind() == CostKind.LATENCY;
    LatencyTable table = latencies.of(latency ? space : finalists.get(0).asSpace());
    // Where something else than latency was kept low, the times of the others decide nothing.
    NetworkTimer.Times times =
        timer.time(latency ? finalists : finalists.subList(0, 1), table.setting());
    int chosen = latency ? chosen(times, target) : 0;
    Architecture architecture = architecture("-searched", picks.get(chosen));
    List<int[]> samples = samples(band, end, target);
    write(architecture, finalists, samples);
    List<Finalist> told = new ArrayList<>();
    for (int i = 0; i < finalists.size(); i++) {
      told.add(
          new Finalist(
              codes(picks.get(i)),
              logProbability(theta, picks.get(i)),
              costs.of(picks.get(i)),
              latency || i == 0 ? times.of(i) : Optional.empty()));
    }
    SearchSummary summary =
        new SearchSummary(
            directory.path(),
            space.name(),
            architecture,
            codes(picks.get(chosen)),
            samples.size(),
            CostTable.latency(architecture.asSpace(), table).fixed() / 1000,
            times.of(chosen),
            times.notMeasured(),
            table.setting().device(),
            target,
            costs.expected(theta),
            costs.of(picks.get(chosen)),
            costs.kind(),
            told,
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

  /** The search has done its work by then, so nothing that goes wrong here fails it. */
  private void writeReport(Consumer<String> lines) {
    try {
      RunFiles files = RunFiles.of(directory);
      RunRecord run = files.record(settings.search(), settings.costs());
      lines.accept("report         " + files.writeReport(run, Optional.empty()));
    } catch (IOException | RuntimeException e) {
      lines.accept(
          "warning: the report could not be written, ./submit/report may: " + e.getMessage());
    }
  }

  /** Where to derive from: within the tolerance, or as near to the target as the space comes. */
  private BandDerivation band(Theta theta, Optional<Target> target, Consumer<String> lines) {
    if (target.isEmpty()) {
      return new BandDerivation(theta, costs, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double tolerance = target.get().tolerance();
    double wanted = target.get().cost();
    BandDerivation band = within(theta, wanted, tolerance);
    while (band.mostProbable(1).isEmpty()) {
      tolerance *= 2;
      lines.accept(
          String.format(
              Locale.ROOT,
              "warning: no architecture costs within %.3g %% of the target; looking within %.3g %%",
              50 * tolerance,
              100 * tolerance));
      band = within(theta, wanted, tolerance);
    }
    return band;
  }

  private BandDerivation within(Theta theta, double wanted, double tolerance) {
    return new BandDerivation(theta, costs, wanted * (1 - tolerance), wanted * (1 + tolerance));
  }

  /**
   * The most probable finalist whose measured latency is at the target, else the one nearest to it;
   * the most probable one where there is no target or nothing was measured.
   */
  private static int chosen(NetworkTimer.Times times, Optional<Target> target) {
    if (times.millis().isEmpty() || target.isEmpty()) {
      return 0;
    }
    double wanted = target.get().cost() / 1000;
    List<Double> distances =
        times.millis().stream().map(millis -> Math.abs(millis / wanted - 1)).toList();
    return IntStream.range(0, distances.size())
        .filter(i -> distances.get(i) <= MEASURED_TOLERANCE)
        .findFirst()
        .orElseGet(
            () ->
                IntStream.range(0, distances.size())
                    .boxed()
                    .min(Comparator.comparing(distances::get))
                    .orElseThrow());
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

  private List<int[]> samples(BandDerivation band, SearchState end, Optional<Target> target) {
    SeedTree seeds = new SeedTree(end.seed()).child("derive");
    return target.isPresent()
        ? band.sample(settings.samples(), seeds.generator())
        : Derivation.sample(end.theta(), settings.samples(), seeds.generator());
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

package org.fbnetspark.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.arch.Derivation;
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
import org.fbnetspark.store.Storage;

/**
 * Derives architectures from the end of a search, writes them and tells of them.
 *
 * @param settings of the job
 * @param directory where to write
 * @param space that was searched
 * @param costs that were kept low
 */
record Outcome(
    SearchJobSettings settings, RunDirectory directory, LayerwiseSpace space, CostTable costs) {

  SearchSummary write(
      SearchState end,
      LatencySource latencies,
      Optional<Double> imagesPerSecond,
      Consumer<String> lines)
      throws IOException {
    int[] picks = Derivation.mostProbable(end.theta());
    Architecture architecture = Architecture.of(space.name() + "-searched", space, picks);
    Storage storage = directory.storage();
    storage.replace(directory.architecture(), ArchitectureJson.write(architecture));
    List<int[]> samples = samples(end);
    for (int i = 0; i < samples.size(); i++) {
      String name = space.name() + "-sample-" + (i + 1);
      storage.replace(
          directory.sample(i + 1),
          ArchitectureJson.write(Architecture.of(name, space, samples.get(i))));
    }
    LatencyTable table = latencies.of(architecture.asSpace());
    SearchSummary summary =
        new SearchSummary(
            directory.path(),
            space.name(),
            architecture,
            codes(picks),
            samples.size(),
            CostTable.latency(architecture.asSpace(), table).fixed() / 1000,
            table.setting().device(),
            costs.expected(end.theta()),
            costs.kind().unit(),
            Sha256.of(end.theta()),
            Sha256.of(end.weights().values()),
            imagesPerSecond,
            end.epoch(),
            settings.search().shards(),
            end.seed());
    storage.replace(directory.summary(), SearchSummaryJson.write(summary));
    lines.accept("");
    lines.accept(Description.text(architecture, Optional.of(table)).stripTrailing());
    lines.accept("run directory  " + directory.path());
    return summary;
  }

  private List<int[]> samples(SearchState end) {
    return Derivation.sample(
        end.theta(), settings.samples(), new SeedTree(end.seed()).child("derive").generator());
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

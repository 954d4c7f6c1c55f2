package org.fbnetspark.run;

import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.space.CellNetwork;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.model.GenotypeJson;
import org.fbnetspark.format.run.SearchSummaryJson;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.store.Storage;

/**
 * Writes what a search has come to.
 *
 * @param directory of the run
 */
public record OutcomeFiles(RunDirectory directory) {

  public void write(
      Network chosen, List<Network> finalists, List<Network> baselines, List<Network> samples)
      throws IOException {
    directory.storage().replace(directory.architecture(), ArchitectureJson.write(chosen));
    write(finalists, directory::finalist);
    write(baselines, directory::baseline);
    write(samples, directory::sample);
  }

  /** Those that an earlier end of the run has left beyond them are removed. */
  private void write(List<Network> networks, IntFunction<String> path) throws IOException {
    Storage storage = directory.storage();
    for (int i = 0; i < networks.size(); i++) {
      storage.replace(path.apply(i + 1), ArchitectureJson.write(networks.get(i)));
    }
    for (int more = networks.size() + 1; storage.exists(path.apply(more)); more++) {
      storage.delete(path.apply(more));
    }
  }

  /** The cells of the network that was chosen. */
  public void write(CellNetwork chosen) throws IOException {
    directory.storage().replace(directory.genotype(), GenotypeJson.write(chosen));
  }

  public void write(SearchSummary summary) throws IOException {
    directory.storage().replace(directory.summary(), SearchSummaryJson.write(summary));
  }
}

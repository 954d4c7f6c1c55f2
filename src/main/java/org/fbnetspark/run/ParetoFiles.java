package org.fbnetspark.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fbnetspark.format.run.ParetoCsv;
import org.fbnetspark.format.run.ParetoJson;
import org.fbnetspark.search.pareto.ParetoFront;
import org.fbnetspark.store.Storage;

/**
 * The files {@code pareto.csv} and {@code pareto.json} of a folder.
 *
 * @param storage where it lies
 * @param folder full path
 */
record ParetoFiles(Storage storage, String folder) {

  /** Writes networks between cost and quality, over older ones. */
  void write(List<ParetoFront> fronts) throws IOException {
    replace("pareto.csv", ParetoCsv.text(fronts));
    replace("pareto.json", ParetoJson.text(fronts));
  }

  private void replace(String name, String text) throws IOException {
    storage.replace(Storage.child(folder, name), text.getBytes(StandardCharsets.UTF_8));
  }
}

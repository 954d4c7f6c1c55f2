package org.fbnetspark.retrain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.train.RunPath;

/**
 * Everything that a run directory tells of a retraining, be it over or not.
 *
 * @param path where it lies
 * @param network that is trained
 * @param recipe it is trained by
 * @param facts of the manifest: versions, engine, master and the like
 * @param config resolved configuration, as HOCON
 * @param epochs those that have ended, in order
 * @param test the best network on the test examples; empty before the end and without any
 * @param finished whether the outcome is written
 */
public record RetrainRecord(
    RunPath path,
    Network network,
    RetrainRecipe recipe,
    Map<String, String> facts,
    String config,
    List<RetrainEpoch> epochs,
    Optional<EvaluationRecord> test,
    boolean finished) {

  /** Copies facts and epochs. */
  public RetrainRecord {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    epochs = List.copyOf(epochs);
  }

  /** The epoch that ended last. */
  public Optional<RetrainEpoch> last() {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  /** The epoch whose network did best. */
  public Optional<RetrainEpoch> best() {
    return epochs.stream().filter(RetrainEpoch::best).reduce((one, later) -> later);
  }

  /**
   * The command lines that train again to the same bits, for a POSIX shell; data outside of the run
   * must still be there.
   */
  public List<String> again() {
    List<String> lines = new ArrayList<>();
    if (path.remote()) {
      lines.add(path.fetch("architecture.json"));
      lines.add(path.fetch("config.conf"));
    }
    lines.add(
        "./submit/retrain --architecture "
            + here("architecture.json")
            + " --config "
            + here("config.conf")
            + " --run-dir runs/again");
    return lines;
  }

  private String here(String file) {
    return path.remote() ? file : RunPath.quoted(path.file(file));
  }
}

package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.data.DatasetManifestJson;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.run.RunFacts;
import org.fbnetspark.run.Sha256;

/**
 * What a search is held to, and keeps before its first epoch.
 *
 * @param experiment that is run
 * @param space that is searched
 * @param goals at least one
 * @param data that is trained on
 */
record SearchBeginning(
    Experiment experiment, Space space, List<PricedGoal> goals, DatasetManifest data) {

  /** What the checkpoints of the search belong to. */
  RunIdentity identity() throws IOException {
    String searched =
        goals.stream()
            .map(goal -> goal.run().name() + goal.run().experiment().search())
            .collect(Collectors.joining(" "));
    String decisive =
        searched
            + " weightShare "
            + experiment.data().weightShare()
            + " "
            + experiment.data().augmentation()
            + " "
            + experiment.engine();
    return new RunIdentity(
        Sha256.of(decisive),
        Sha256.of(space.text()),
        Sha256.of(goals.stream().map(PricedGoal::identity).collect(Collectors.joining(" "))),
        Sha256.of(DatasetManifestJson.write(data)));
  }

  /** Writes it. That of the whole comes last: without it, there is no run. */
  void write(RunDirectory directory, String config, Map<String, String> cluster)
      throws IOException {
    RunIdentity identity = identity();
    Map<String, String> facts =
        RunFacts.of(
            RunKind.SEARCH,
            experiment.search().seed(),
            experiment.engine(),
            data.source(),
            cluster);
    for (PricedGoal goal : goals) {
      Map<String, String> own = new TreeMap<>(facts);
      if (goal.run().oneOfSeveral()) {
        own.put(RunRecord.GOAL, goal.run().name());
      }
      goal.begin(identity, own);
    }
    if (!experiment.goals().isEmpty()) {
      facts.putAll(RunRecord.ofGoals(goals.stream().map(goal -> goal.run().name()).toList()));
      directory.keep(config);
      directory.storage().replace(directory.manifest(), RunManifestJson.write(identity, facts));
    }
  }
}

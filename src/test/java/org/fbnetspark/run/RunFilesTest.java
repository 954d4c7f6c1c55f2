package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.run.RunPulse;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFilesTest {

  @TempDir Path directory;

  /** A small network may have been trained by the recipe of larger images that it subsamples. */
  @Test
  void aRetrainingHasTheRecipeThatItNotedOrElseThatOfItsImages() throws IOException {
    RetrainRecipes recipes = ConfigFile.load(Optional.empty(), List.of()).experiment().retrain();
    Path run = SampleRetraining.write(SampleRetraining.unfinished(directory.toString(), 1));
    RunFiles before = RunFiles.at(Storage.standard(), run.toString());
    assertThat(before.retraining(recipes).recipe()).isEqualTo(recipes.smallImages());

    ObjectMapper json = new ObjectMapper();
    Path manifest = run.resolve("manifest.json");
    ObjectNode document = (ObjectNode) json.readTree(manifest.toFile());
    document.withObject("/facts").put("recipe", recipes.paper().name());
    json.writeValue(manifest.toFile(), document);
    RunFiles noted = RunFiles.at(Storage.standard(), run.toString());
    assertThat(noted.retraining(recipes).recipe()).isEqualTo(recipes.paper());
  }

  /** As it stands while finalists of its first goal are trained, and timed. */
  @ParameterizedTest
  @ValueSource(strings = {"retrain-1/metrics.jsonl", "retrain-2/metrics.jsonl", "times.json"})
  void aSearchForSeveralGoalsIsNotSilentWhileOneOfThemIsBroughtToItsEnd(String file)
      throws IOException {
    Path run = directory.resolve("several");
    RunRecord record = SampleRun.unfinished(run.toString(), 3).run();
    Map<String, String> facts = new TreeMap<>(record.facts());
    facts.putAll(RunRecord.ofGoals(List.of("watch", "phone")));
    SampleRun.claimed(SampleRun.write(SampleRun.unfinished(run.toString(), 3)));
    Files.write(run.resolve("manifest.json"), RunManifestJson.write(SampleRun.IDENTITY, facts));
    for (int number = 1; number <= 2; number++) {
      Path finalist = run.resolve("goals/phone/finalists/retrain-" + number);
      Files.createDirectories(finalist);
      Files.createFile(finalist.resolve("manifest.json"));
    }
    Instant now = Instant.now();
    SampleRun.age(run, now.minusSeconds(7200));
    RunFiles files = RunFiles.at(Storage.standard(), run.toString());
    assertThat(files.silent(Instant.EPOCH, now)).isTrue();

    Files.createFile(run.resolve("goals/phone/finalists").resolve(file));

    assertThat(files.silent(Instant.EPOCH, now)).isFalse();
    assertThat(files.status(record, now).pulse().state()).isEqualTo(RunPulse.State.RUNNING);
  }
}

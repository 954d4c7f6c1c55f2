package org.fbnetspark.driver.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.RunPulse;
import org.fbnetspark.domain.run.RunStatus;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.driver.export.EvaluateJob;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.report.RetrainView;
import org.fbnetspark.report.StatusText;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.retrain.RetrainSummary;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.sink.EventFiles;
import org.fbnetspark.sink.SinkSettings;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RetrainJobTest {

  private static final NetworkSource NETWORK =
      new NetworkSource.Fixed(
          SmallSearch.SPACE.at(new int[] {0, 1, 2}).named("small-derived"), "a.json");

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  private static Experiment experiment(int epochs, Optional<Integer> patience) {
    return Changed.of(
        SmallSearch.experiment(SPARK.stripes(), 1),
        SmallSearch.recipes(SmallSearch.recipe(epochs, patience)));
  }

  private RetrainJob job(Path run, NetworkSource network, int epochs, boolean resume) {
    return new RetrainJob(
        SPARK.context(),
        experiment(epochs, Optional.empty()),
        network,
        SmallSearch.start(run, resume),
        lines::add);
  }

  private RetrainSummary train(Path run, int epochs, boolean resume) throws IOException {
    return job(run, NETWORK, epochs, resume).run();
  }

  private EvaluateJob evaluation(String model) {
    return new EvaluateJob(
        SPARK.context(), SmallSearch.experiment(SPARK.stripes(), 1), model, lines::add);
  }

  @Test
  void aNetworkLearnsAndIsJudgedTheSameAgain() throws IOException {
    Path run = directory.resolve("run");
    RetrainSummary summary = train(run, 12, false);

    assertThat(summary.best().accuracy()).isGreaterThan(0.9);
    assertThat(summary.test().orElseThrow().accuracy()).isGreaterThan(0.85);
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(12);
    for (String file :
        List.of("config.conf", "manifest.json", "architecture.json", "last.safetensors")) {
      assertThat(run.resolve(file)).exists();
    }
    RunFiles files = RunFiles.at(Storage.standard(), run.toString());
    assertThat(files.kind()).isEqualTo(RunKind.RETRAIN);
    assertThat(run.resolve("report.html")).content().contains("small-derived, trained");
    assertThat(lines).anyMatch(line -> line.matches("report +file:.*/run/report.html"));
    RetrainView view =
        new RetrainView(files.retraining(experiment(12, Optional.empty()).retrain()));
    RunStatus status = files.status(view.run(), Instant.now());
    assertThat(status.pulse().state()).isEqualTo(RunPulse.State.FINISHED);
    assertThat(status.checkpoint()).hasValue(12);
    assertThat(view.run().epochs()).hasSize(12);
    assertThat(view.run().last("held-out/best-accuracy"))
        .contains(new Figure("held-out/best-accuracy", summary.best().accuracy(), Unit.SHARE));
    assertThat(lines).filteredOn(line -> line.matches("epoch \\d+/12 done .*")).hasSize(12);
    assertThat(StatusText.of(view, status)).contains("finished", "12 of 12", "small-derived");
    JsonNode kept = new ObjectMapper().readTree(run.resolve("evaluation.json").toFile());
    JsonNode again = new ObjectMapper().readTree(evaluation(run.toString()).run().json());
    assertThat(again).isEqualTo(kept);
    assertThat(kept.get("correct").asLong()).isEqualTo(summary.test().orElseThrow().correct());
  }

  @Test
  void aRunThatGoesOnHasTheBitsOfOneThatNeverStopped() throws IOException {
    Path run = directory.resolve("run");
    RetrainSummary whole = train(run, 4, false);
    byte[] model = Files.readAllBytes(run.resolve("model.safetensors"));
    Files.delete(run.resolve("checkpoints/epoch-000004.state"));
    Files.delete(run.resolve("summary.json"));
    Files.delete(run.resolve("model.safetensors"));

    RetrainSummary resumed = train(run, 4, true);

    assertThat(lines).anyMatch(line -> line.startsWith("resuming after 3 epochs"));
    assertThat(resumed.weightsSha256()).isEqualTo(whole.weightsSha256());
    assertThat(run.resolve("model.safetensors")).hasBinaryContent(model);
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(4);
    assertThat(EventFiles.steps(run.resolve("tensorboard")))
        .extracting(EventFiles.Step::step)
        .containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void trainingEndsOnAPlateau() throws IOException {
    Experiment hasty = Changed.of(experiment(60, Optional.of(2)), SinkSettings.NONE);
    RunStart start = SmallSearch.start(directory.resolve("run"), false);

    RetrainSummary summary =
        new RetrainJob(SPARK.context(), hasty, NETWORK, start, lines::add).run();

    assertThat(directory.resolve("run/tensorboard")).doesNotExist();
    assertThat(summary.epochs()).isLessThan(60).isEqualTo(summary.best().epoch() + 3);
  }

  @Test
  void aPublishedNetworkFollowsTheData() throws IOException {
    NetworkSource named = new NetworkSource.Named(ArchitectureCatalog.named("FBNet-A"), 4);

    RetrainSummary summary = job(directory.resolve("run"), named, 1, false).run();

    assertThat(summary.architecture().input().shape()).isEqualTo(SmallSearch.IMAGE);
    assertThat(summary.architecture().classes()).isEqualTo(SmallSearch.CLASSES);
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsTrained() throws IOException {
    NetworkSource other =
        new NetworkSource.Fixed(ArchitectureCatalog.named("FBNet-A").architecture(), "other.json");
    RetrainJob job = job(directory.resolve("run"), other, 1, false);

    assertThatThrownBy(job::run)
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("other.json is a network for 224x224x3 and 1000 classes")
        .hasMessageContaining("8x8x3 and 3");
    assertThat(directory.resolve("run/config.conf")).doesNotExist();
  }

  @Test
  void theHeapOfARetrainingIsCountedWithItsAverageAndItsOuterMomentum() {
    RetrainSettings averaged = SmallSearch.recipe(1, Optional.empty()).settings();
    OuterStep momentum = new OuterStep(0.4, false, 1, OuterStep.Inner.ZEROED);
    assertThat(averaged.averageDecay()).isPositive();
    assertThat(RetrainJob.kept(averaged)).isEqualTo(3);
    assertThat(RetrainJob.kept(Changed.of(averaged, momentum))).isEqualTo(4);
  }

  @Test
  void modelsThatAreNoneAreRefused() throws IOException {
    Path run = directory.resolve("run");
    train(run, 1, false);
    byte[] whole = Files.readAllBytes(run.resolve("model.safetensors"));
    Path cut = directory.resolve("cut.safetensors");
    Files.write(cut, Arrays.copyOf(whole, whole.length - 10));

    assertThatThrownBy(() -> evaluation(cut.toString()).run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut.safetensors")
        .hasMessageContaining("cut off")
        .hasMessageContaining("bytes");
    Files.write(cut, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> evaluation(cut.toString()).run())
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("is not a safetensors file");
    assertThatThrownBy(() -> evaluation(directory.resolve("nothing").toString()).run())
        .hasMessageContaining("nothing does not exist");
  }
}

package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.run.EvaluationJson;
import org.fbnetspark.format.run.RetrainSummaryJson;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainRecord;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.retrain.RetrainSummary;

/** A retraining that never ran: its record, and the files that it would have left. */
public final class SampleRetraining {

  public static final int EPOCHS = 4;
  private static final Map<String, String> FACTS = Map.of("command", "retrain", "seed", "7");
  private static final String CONFIG =
      ConfigFile.load(
              Optional.of(Path.of("conf/quickstart.conf")),
              List.of("seed=7", "retrain.epochs=" + EPOCHS))
          .render();

  private SampleRetraining() {}

  /** A run that is over, judged on images of these classes. */
  public static RetrainRecord finished(String directory, List<String> classes) {
    return record(directory, EPOCHS, Optional.of(judged(classes)));
  }

  /** A run that is over, judged on six classes. */
  public static RetrainRecord finished(String directory) {
    return finished(directory, List.of("cat", "dog", "frog", "ship", "truck", "bird"));
  }

  /** A run of which some epochs are done. */
  public static RetrainRecord unfinished(String directory, int epochs) {
    return record(directory, epochs, Optional.empty());
  }

  private static RetrainRecord record(
      String directory, int epochs, Optional<EvaluationRecord> test) {
    RetrainRecipe recipe =
        ConfigFile.parse(CONFIG, "a test", List.of()).experiment().retrain().smallImages();
    Network network = SampleRun.architecture("tiny-searched");
    return new RetrainRecord(
        new RunRecord(
            new RunPath(directory),
            RunKind.RETRAIN,
            recipe.settings().schedule(),
            FACTS,
            CONFIG,
            IntStream.range(0, epochs).mapToObj(SampleRetraining::epoch).toList(),
            test.map(judged -> summary(directory, network, recipe, judged.classes().size()))),
        network,
        recipe,
        test);
  }

  private static String summary(
      String directory, Network network, RetrainRecipe recipe, int classes) {
    return RetrainSummaryJson.text(
        new RetrainSummary(
            directory,
            network,
            recipe.name(),
            new RetrainState.Best(2, 70, 100),
            Optional.of(evaluation(classes)),
            "ab".repeat(32),
            Optional.of(400.0),
            EPOCHS,
            2,
            7));
  }

  /** The network of the third does best. */
  public static Epoch epoch(int epoch) {
    int best = Math.min(epoch, 2);
    double accuracy = 0.5 + 0.1 * best;
    return new Epoch(
        epoch,
        List.of(
            new Figure("train/loss", 2.25 - 0.25 * epoch, Unit.NATS),
            new Figure("train/accuracy", 0.25 + 0.0625 * epoch, Unit.SHARE),
            new Figure("train/examples", 1600, Unit.COUNT),
            new Figure("train/seconds", 4, Unit.SECONDS),
            new Figure("held-out/loss", 1.5, Unit.NATS),
            new Figure("held-out/accuracy", accuracy, Unit.SHARE),
            new Figure("held-out/examples", 100, Unit.COUNT),
            new Figure("held-out/low", accuracy - 0.0625, Unit.SHARE),
            new Figure("held-out/high", accuracy + 0.0625, Unit.SHARE),
            new Figure("held-out/best-accuracy", accuracy, Unit.SHARE),
            new Figure("held-out/best-epoch", best + 1, Unit.COUNT),
            new Figure("learning-rate", 0.1 / (epoch + 1), Unit.PLAIN),
            new Figure("images-per-second", 400, Unit.IMAGES_PER_SECOND),
            new Figure("slowest-task", 0.5, Unit.SECONDS),
            new Figure("seconds", 5, Unit.SECONDS)),
        List.of(),
        List.of());
  }

  /** Of each class ten images, one of them taken for the next class; none of the last class. */
  private static Evaluation evaluation(int classes) {
    Evaluation evaluation = new Evaluation(classes);
    for (int label = 0; label < classes - 1; label++) {
      for (int i = 0; i < 10; i++) {
        float[] scores = new float[classes];
        scores[i == 0 ? label + 1 : label] = 3;
        evaluation.add(scores, 0, label);
      }
    }
    return evaluation;
  }

  private static EvaluationRecord judged(List<String> classes) {
    Evaluation evaluation = evaluation(classes.size());
    return new EvaluationRecord(
        "a data set",
        classes,
        evaluation.confusion(),
        classes.size() > Evaluation.TOP ? Optional.of(evaluation.topAccuracy()) : Optional.empty(),
        evaluation.meanLoss(),
        evaluation.calibrationError());
  }

  /** Writes all files of a run that commands read; those of the outcome where it has one. */
  public static Path write(RetrainRecord run) throws IOException {
    Path folder = SampleRun.writeRun(run.run());
    Files.write(folder.resolve("architecture.json"), ArchitectureJson.write(run.network()));
    if (run.test().isPresent()) {
      List<String> classes = run.test().get().classes();
      Files.writeString(
          folder.resolve("evaluation.json"),
          EvaluationJson.text(
              evaluation(classes.size()), "model.safetensors", "a data set", classes),
          StandardCharsets.UTF_8);
    }
    return folder;
  }
}

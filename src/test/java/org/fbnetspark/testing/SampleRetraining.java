package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.domain.train.RunPath;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.run.EvaluationJson;
import org.fbnetspark.format.run.RetrainMetricsJson;
import org.fbnetspark.format.run.RetrainSummaryJson;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.retrain.RetrainEpoch;
import org.fbnetspark.retrain.RetrainRecord;
import org.fbnetspark.retrain.RetrainReport;
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
    return new RetrainRecord(
        new RunPath(directory),
        SampleRun.architecture("tiny-searched"),
        ConfigFile.parse(CONFIG, "a test", List.of()).experiment().retrain().smallImages(),
        FACTS,
        CONFIG,
        IntStream.range(0, epochs).mapToObj(SampleRetraining::epoch).toList(),
        test,
        test.isPresent());
  }

  private static RetrainEpoch epoch(int epoch) {
    RetrainReport report = report(epoch);
    return new RetrainEpoch(
        epoch,
        report.trained().meanLoss(),
        report.trained().accuracy(),
        report.heldOut().accuracy(),
        report.learningRate(),
        report.best(),
        report.trained().imagesPerSecond(),
        report.seconds());
  }

  private static RetrainReport report(int epoch) {
    Tally trained =
        new Tally(1600, 1600 * (2.25 - 0.25 * epoch), 400 + 100 * epoch, 4, 0.5, List.of());
    int correct = 50 + 10 * Math.min(epoch, 2);
    Evaluation heldOut = new Evaluation(2);
    for (int i = 0; i < 100; i++) {
      heldOut.add(new float[] {1, 0}, 0, i < correct ? 0 : 1);
    }
    return new RetrainReport(epoch, trained, heldOut, 0.1 / (epoch + 1), epoch < 3, 5);
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
    Path folder = Files.createDirectories(Path.of(run.path().directory()));
    Files.writeString(folder.resolve("config.conf"), run.config());
    Files.write(folder.resolve("architecture.json"), ArchitectureJson.write(run.network()));
    Files.write(folder.resolve("manifest.json"), RunManifestJson.write(SampleRun.IDENTITY, FACTS));
    if (!run.epochs().isEmpty()) {
      Files.writeString(
          folder.resolve("metrics.jsonl"),
          run.epochs().stream()
              .map(epoch -> RetrainMetricsJson.line(report(epoch.epoch())))
              .collect(Collectors.joining("\n", "", "\n")));
    }
    if (run.test().isPresent()) {
      List<String> classes = run.test().get().classes();
      Evaluation evaluation = evaluation(classes.size());
      Files.writeString(
          folder.resolve("evaluation.json"),
          EvaluationJson.text(evaluation, "model.safetensors", "a data set", classes),
          StandardCharsets.UTF_8);
      Files.write(
          folder.resolve("summary.json"),
          RetrainSummaryJson.write(
              new RetrainSummary(
                  run.path().directory(),
                  run.network(),
                  run.recipe().name(),
                  new RetrainState.Best(2, 70, 100),
                  Optional.of(evaluation),
                  "ab".repeat(32),
                  Optional.of(400.0),
                  EPOCHS,
                  2,
                  7)));
    }
    return folder;
  }
}

package org.fbnetspark.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.fbnetspark.store.Storage;

/**
 * Where the metrics of a run go besides its own files.
 *
 * @param tensorBoard whether event files are written in the run directory
 * @param mlflow where a tracking server is told, if one is
 */
public record SinkSettings(boolean tensorBoard, Optional<MlflowSettings> mlflow) {

  private static final Duration MLFLOW_PATIENCE = Duration.ofSeconds(5);

  /** Nowhere. */
  public static final SinkSettings NONE = new SinkSettings(false, Optional.empty());

  /**
   * Opens all of them for a run that begins or goes on.
   *
   * @param runDirectory the run's, in which a sink may keep files of its own
   * @param warnings takes what goes wrong without harm to the run
   */
  public MetricsSink open(Storage storage, String runDirectory, Consumer<String> warnings) {
    List<MetricsSink> sinks = new ArrayList<>();
    if (tensorBoard) {
      sinks.add(new TensorBoardSink(storage, Storage.child(runDirectory, "tensorboard")));
    }
    mlflow
        .map(
            settings ->
                new MlflowSink(
                    new MlflowRun(settings, storage, runDirectory, System.getenv()),
                    settings.trackingUri(),
                    MLFLOW_PATIENCE,
                    warnings))
        .ifPresent(sinks::add);
    return new SinkGroup(sinks);
  }
}

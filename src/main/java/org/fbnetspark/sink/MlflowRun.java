package org.fbnetspark.sink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.fbnetspark.store.Storage;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * One run on an MLflow tracking server, as far as the server has it. Its id is kept in the run
 * directory, so that a run that is resumed goes on with it.
 */
final class MlflowRun {

  private static final int MOST_ID_BYTES = 1000;
  private static final int MOST_PARAMETERS_AT_ONCE = 100;

  /** Servers before MLflow 2.8 refuse longer ones. */
  private static final int LONGEST_PARAMETER = 500;

  private final MlflowSettings settings;
  private final Storage storage;
  private final String runDirectory;
  private final MlflowClient client;
  private final Queue<List<Param>> parameters = new ArrayDeque<>();
  private Optional<String> id = Optional.empty();
  private long stepsBefore;

  /** The metrics of one epoch. */
  record Epoch(int step, List<Metric> metrics) {}

  /**
   * A run that is kept in a directory.
   *
   * @param environment from which, as in MLflow's other clients, user and password or a token come
   */
  MlflowRun(
      MlflowSettings settings,
      Storage storage,
      String runDirectory,
      Map<String, String> environment) {
    this.settings = settings;
    this.storage = storage;
    this.runDirectory = runDirectory;
    this.client =
        new MlflowClient(
            new BasicMlflowHostCreds(
                settings.trackingUri(),
                environment.get("MLFLOW_TRACKING_USERNAME"),
                environment.get("MLFLOW_TRACKING_PASSWORD"),
                environment.get("MLFLOW_TRACKING_TOKEN"),
                false));
  }

  /**
   * Sends what the server does not have yet. Where it fails, the next call goes on from there.
   *
   * @param epochs to send; each is removed once the server has it
   * @param end how the run has ended, if it has
   */
  void send(Queue<Epoch> epochs, Optional<RunStatus> end) throws IOException {
    if (id.isEmpty()) {
      id = Optional.of(begin());
    }
    String run = id.get();
    for (; !parameters.isEmpty(); parameters.remove()) {
      client.logBatch(run, List.of(), parameters.element(), List.of());
    }
    for (; !epochs.isEmpty(); epochs.remove()) {
      // A resumed run may repeat an epoch, to the same metrics; the server would show them twice.
      if (epochs.element().step() > stepsBefore) {
        client.logBatch(run, epochs.element().metrics(), List.of(), List.of());
      }
    }
    end.ifPresent(status -> client.setTerminated(run, status));
  }

  private String begin() throws IOException {
    String file = Storage.child(runDirectory, "mlflow-run-id");
    if (storage.exists(file)) {
      return resume(new String(storage.read(file, MOST_ID_BYTES), StandardCharsets.UTF_8).strip());
    }
    String experiment =
        client
            .getExperimentByName(settings.experiment())
            .map(Experiment::getExperimentId)
            .orElseGet(() -> client.createExperiment(settings.experiment()));
    String created =
        client
            .createRun(
                CreateRun.newBuilder()
                    .setExperimentId(experiment)
                    .setRunName(runDirectory)
                    .setStartTime(System.currentTimeMillis())
                    .build())
            .getRunId();
    storage.replace(file, created.getBytes(StandardCharsets.UTF_8));
    addParameters();
    return created;
  }

  private String resume(String kept) {
    Run run = client.getRun(kept);
    stepsBefore =
        run.getData().getMetricsList().stream().mapToLong(Metric::getStep).max().orElse(0);
    String found = run.getInfo().getRunId();
    client.sendPost("runs/update", "{\"run_id\": \"" + found + "\", \"status\": \"RUNNING\"}");
    return found;
  }

  private void addParameters() {
    List<Param> all = new ArrayList<>();
    for (Map.Entry<String, String> parameter : settings.parameters().entrySet()) {
      String value = parameter.getValue();
      all.add(
          Param.newBuilder()
              .setKey(parameter.getKey())
              .setValue(value.substring(0, Math.min(LONGEST_PARAMETER, value.length())))
              .build());
    }
    for (int start = 0; start < all.size(); start += MOST_PARAMETERS_AT_ONCE) {
      int end = Math.min(all.size(), start + MOST_PARAMETERS_AT_ONCE);
      parameters.add(all.subList(start, end));
    }
  }
}

package org.fbnetspark.sink;

import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.RunStatus;

/**
 * Tells an MLflow tracking server, without ever depending on it. MLflow's client has no time limits
 * and would wait for ever; so it works in a thread of its own, which is waited for only so long,
 * and not at all while it is stuck. What the server did not take is sent again after the next
 * epoch.
 */
final class MlflowSink implements MetricsSink {

  private static final int PATIENCE_SECONDS = 5;

  private final MlflowRun run;
  private final String trackingUri;
  private final Consumer<String> warnings;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "mlflow");
            thread.setDaemon(true);
            return thread;
          });
  private final Queue<MlflowRun.Epoch> epochs = new ConcurrentLinkedQueue<>();
  private Optional<Future<?>> sending = Optional.empty();
  private RunStatus end = RunStatus.FAILED;
  private boolean warned;

  /**
   * Begins the run, or goes on with it.
   *
   * @param trackingUri of the server, for the warning
   * @param warnings told once where the server fails
   */
  MlflowSink(MlflowRun run, String trackingUri, Consumer<String> warnings) {
    this.run = run;
    this.trackingUri = trackingUri;
    this.warnings = warnings;
    send(Optional.empty());
  }

  @Override
  public void epoch(int step, Map<String, Double> metrics) {
    long now = System.currentTimeMillis();
    epochs.add(
        new MlflowRun.Epoch(
            step,
            metrics.entrySet().stream()
                .map(
                    metric ->
                        Metric.newBuilder()
                            .setKey(metric.getKey())
                            .setValue(metric.getValue())
                            .setStep(step)
                            .setTimestamp(now)
                            .build())
                .toList()));
    send(Optional.empty());
  }

  @Override
  public void finished() {
    end = RunStatus.FINISHED;
  }

  @Override
  public void close() {
    send(Optional.of(end));
    sender.shutdownNow();
  }

  private void send(Optional<RunStatus> ended) {
    if (sending.filter(task -> !task.isDone()).isPresent()) {
      return;
    }
    Callable<Void> task =
        () -> {
          run.send(epochs, ended);
          return null;
        };
    Future<?> sent = sender.submit(task);
    sending = Optional.of(sent);
    try {
      sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      warn("does not answer within " + PATIENCE_SECONDS + " s");
    } catch (ExecutionException e) {
      warn("fails (" + e.getCause().getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void warn(String problem) {
    if (!warned) {
      warned = true;
      warnings.accept("MLflow at " + trackingUri + " " + problem + "; the run goes on without it");
    }
  }
}

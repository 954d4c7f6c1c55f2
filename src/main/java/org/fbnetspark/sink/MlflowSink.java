package org.fbnetspark.sink;

import java.time.Duration;
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
import org.fbnetspark.domain.run.Epoch;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.RunStatus;

/**
 * Tells an MLflow tracking server, without ever depending on it. MLflow's client has no time limits
 * and would wait for ever; so it works in a thread of its own, which is waited for only so long,
 * and while it is stuck only once more, in the end. What the server did not take is sent again
 * after the next epoch.
 */
final class MlflowSink implements MetricsSink {

  private final MlflowRun run;
  private final String trackingUri;
  private final Duration patience;
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
   * @param patience longest time that the server is waited for after an epoch
   * @param warnings told once where the server fails
   */
  MlflowSink(MlflowRun run, String trackingUri, Duration patience, Consumer<String> warnings) {
    this.run = run;
    this.trackingUri = trackingUri;
    this.patience = patience;
    this.warnings = warnings;
    send(Optional.empty());
  }

  @Override
  public void epoch(Epoch epoch) {
    int step = epoch.number() + 1;
    long now = System.currentTimeMillis();
    epochs.add(
        new MlflowRun.Epoch(
            step,
            epoch.figures().stream()
                .map(
                    figure ->
                        Metric.newBuilder()
                            .setKey(figure.name())
                            .setValue(figure.value())
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
    boolean stuck = sending.filter(task -> !task.isDone()).isPresent();
    if (stuck && ended.isEmpty()) {
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
      sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      warn("does not answer within " + patience.toMillis() + " ms");
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

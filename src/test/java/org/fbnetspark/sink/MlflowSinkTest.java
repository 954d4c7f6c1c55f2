package org.fbnetspark.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowSinkTest {

  @TempDir private Path directory;

  private final List<String> warnings = new ArrayList<>();
  private Map<String, String> environment = Map.of();

  private MetricsSink open(String uri, Map<String, String> parameters) {
    return open(uri, parameters, Duration.ofMinutes(2));
  }

  private MetricsSink open(String uri, Map<String, String> parameters, Duration patience) {
    MlflowSettings settings = new MlflowSettings(uri, "fbnet-spark", parameters);
    return new MlflowSink(
        new MlflowRun(settings, Storage.standard(), directory.toString(), environment),
        uri,
        patience,
        warnings::add);
  }

  private static void epoch(MetricsSink sink, int epochs) {
    Figure seconds = new Figure(Epoch.SECONDS, 1.0 / epochs, Unit.SECONDS);
    sink.epoch(new Epoch(epochs - 1, List.of(seconds), List.of(), List.of()));
  }

  @Test
  void aRunHasItsParametersMetricsAndEnd() throws IOException {
    Map<String, String> parameters = new TreeMap<>(Map.of("space.stages", "x".repeat(700)));
    for (int i = 0; i < 150; i++) {
      parameters.put("key" + i, "value" + i);
    }
    try (TrackingServer server = new TrackingServer()) {
      try (MetricsSink sink = open(server.uri(), parameters)) {
        epoch(sink, 1);
        epoch(sink, 2);
        sink.finished();
      }

      assertThat(server.experiments).containsExactly("fbnet-spark");
      assertThat(server.statuses).containsExactly("RUNNING in 3", "FINISHED");
      assertThat(server.metrics).containsExactly("1 seconds 1.0", "2 seconds 0.5");
      assertThat(server.parameters)
          .hasSize(151)
          .containsEntry("key149", "value149")
          .containsEntry("space.stages", "x".repeat(500));
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void credentialsComeFromTheEnvironment() throws IOException {
    try (TrackingServer server = new TrackingServer()) {
      open(server.uri(), Map.of()).close();
      assertThat(server.authorisation).isNull();
      environment = Map.of("MLFLOW_TRACKING_USERNAME", "ann", "MLFLOW_TRACKING_PASSWORD", "pass");
      open(server.uri(), Map.of()).close();
      assertThat(server.authorisation).isEqualTo("Basic YW5uOnBhc3M=");
      environment = Map.of("MLFLOW_TRACKING_TOKEN", "abc");
      open(server.uri(), Map.of()).close();
      assertThat(server.authorisation).isEqualTo("Bearer abc");
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void aResumedRunGoesOnWithItsOwnAndRepeatsNoStep() throws IOException {
    try (TrackingServer server = new TrackingServer()) {
      try (MetricsSink failing = open(server.uri(), Map.of("seed", "1"))) {
        epoch(failing, 1);
        epoch(failing, 2);
      }
      try (MetricsSink resumed = open(server.uri(), Map.of("seed", "2"))) {
        epoch(resumed, 2);
        epoch(resumed, 3);
        resumed.finished();
      }

      assertThat(server.runs).isEqualTo(1);
      assertThat(server.statuses).containsExactly("RUNNING in 3", "FAILED", "RUNNING", "FINISHED");
      assertThat(server.metrics)
          .extracting(metric -> metric.charAt(0))
          .containsExactly('1', '2', '3');
      assertThat(server.parameters).containsExactly(Map.entry("seed", "1"));
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void aServerThatFailsForATimeGetsEverythingLater() throws IOException {
    try (TrackingServer server = new TrackingServer()) {
      server.broken = true;
      try (MetricsSink sink = open(server.uri(), Map.of("seed", "1"))) {
        epoch(sink, 1);
        server.broken = false;
        epoch(sink, 2);
        sink.finished();
      }

      assertThat(server.metrics).containsExactly("1 seconds 1.0", "2 seconds 0.5");
      assertThat(server.parameters).containsKey("seed");
      assertThat(server.statuses).containsExactly("RUNNING in 3", "FINISHED");
    }
    assertThat(warnings).singleElement().asString().contains("the run goes on without it", "500");
  }

  @Test
  void whereNobodyAnswersARunGoesOnAfterOneWarning() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (MetricsSink sink = open("http://127.0.0.1:" + port, Map.of())) {
      epoch(sink, 1);
      epoch(sink, 2);
      sink.finished();
    }

    assertThat(warnings).singleElement().asString().contains("MLflow at http://127.0.0.1:" + port);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aServerThatIsSilentIsWaitedForInTheBeginningAndInTheEnd() throws IOException {
    try (TrackingServer server = new TrackingServer()) {
      server.silent = true;
      long start = System.nanoTime();
      try (MetricsSink sink = open(server.uri(), Map.of(), Duration.ofSeconds(2))) {
        for (int i = 1; i <= 100; i++) {
          epoch(sink, i);
        }
        sink.finished();
      }

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }
    assertThat(warnings).singleElement().asString().contains("does not answer within 2000 ms");
  }
}

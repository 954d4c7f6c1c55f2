package org.fbnetspark.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** The few endpoints of an MLflow tracking server, with its limits, in this process. */
final class TrackingServer implements AutoCloseable {

  private static final String PREFIX = "/api/2.0/mlflow/";
  private static final ObjectMapper JSON = new ObjectMapper();

  final List<String> experiments = new ArrayList<>();
  final List<String> statuses = new ArrayList<>();
  final List<String> metrics = new ArrayList<>();
  final Map<String, String> parameters = new TreeMap<>();
  final CountDownLatch released = new CountDownLatch(1);
  volatile String authorisation;
  volatile boolean broken;
  volatile boolean silent;
  int runs;
  private long lastStep;
  private final HttpServer server;

  TrackingServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(PREFIX, this::handle);
    server.start();
  }

  String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody());
    authorisation = exchange.getRequestHeaders().getFirst("Authorization");
    if (silent) {
      await();
    }
    String endpoint = exchange.getRequestURI().getPath().substring(PREFIX.length());
    JsonNode answer = broken ? null : answer(endpoint, body);
    byte[] bytes = (answer == null ? "{}" : answer.toString()).getBytes(StandardCharsets.UTF_8);
    int status = broken ? 500 : answer == null ? 404 : 200;
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void await() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode answer(String endpoint, JsonNode body) {
    ObjectNode answer = JSON.createObjectNode();
    switch (endpoint) {
      case "experiments/get-by-name" -> {
        if (experiments.isEmpty()) {
          return null;
        }
        answer.putObject("experiment").put("experiment_id", "3");
      }
      case "experiments/create" -> {
        experiments.add(body.get("name").asText());
        answer.put("experiment_id", "3");
      }
      case "runs/create" -> {
        runs++;
        statuses.add("RUNNING in " + body.get("experiment_id").asText());
        answer.putObject("run").putObject("info").put("run_id", "run" + runs);
      }
      case "runs/get" -> {
        ObjectNode run = answer.putObject("run");
        run.putObject("info").put("run_id", "run" + runs);
        ArrayNode latest = run.putObject("data").putArray("metrics");
        latest.addObject().put("key", "loss").put("value", 0).put("step", lastStep);
      }
      case "runs/update" -> statuses.add(body.get("status").asText());
      case "runs/log-batch" -> log(body);
      default -> throw new AssertionError(endpoint);
    }
    return answer;
  }

  private void log(JsonNode body) {
    if (body.path("params").size() > 100 || body.path("metrics").size() > 1000) {
      throw new AssertionError("beyond the limits of a batch");
    }
    for (JsonNode parameter : body.path("params")) {
      parameters.put(parameter.get("key").asText(), parameter.path("value").asText());
    }
    for (JsonNode metric : body.path("metrics")) {
      lastStep = metric.get("step").asLong();
      metrics.add(lastStep + " " + metric.get("key").asText() + " " + metric.get("value"));
    }
  }
}

package org.fbnetspark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fbnetspark.net.Engine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains the full FBNetV1 supernet, or a published network, with this project's engine and with
 * PyTorch, in turn, each time in a fresh process, and compares images per second and losses.
 */
@Command(
    name = "training-step",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains the full FBNetV1 supernet (32x32 images, stem stride 2, 10 classes, 22 x 9 blocks), or"
          + " a published network with strides for 32x32 images, as executors do and with PyTorch, in"
          + " turn, and compares images per second. The losses of the first steps are held to"
          + " those of PyTorch in double precision."
    })
public final class TrainingStep implements Runnable {

  private static final String OURS = "fbnet-spark";
  private static final String PEER = "pytorch-channels-last";
  private static final String ORACLE = "pytorch-double";

  @Option(
      names = "--network",
      defaultValue = Workload.SUPERNET,
      description =
          "a published network such as FBNet-C, fbnet-v2-supernet, darts-supernet-w8 (four cells of"
              + " this width), or ${DEFAULT-VALUE}")
  private String network;

  @Option(names = "--runs", defaultValue = "5", description = "processes of each engine")
  private int runs;

  @Option(names = "--steps", defaultValue = "40", description = "steps timed in each process")
  private int steps;

  @Option(names = "--peer-steps", defaultValue = "17", description = "the same for PyTorch")
  private int peerSteps;

  @Option(names = "--warm-up", defaultValue = "3", description = "steps before the clock starts")
  private int warmUp;

  @Option(
      names = "--compared-steps",
      defaultValue = "20",
      description = "first steps whose losses are compared")
  private int comparedSteps;

  @Option(
      names = "--no-oracle",
      description =
          "compare losses with our own first process, not with PyTorch in double precision, whose"
              + " depthwise convolutions take minutes on large maps")
  private boolean withoutOracle;

  @Option(names = "--batch", defaultValue = "64", description = "images in a batch")
  private int batch;

  @Option(names = "--slots", defaultValue = "2", description = "task slots, a thread each")
  private int slots;

  @Option(names = "--engine", defaultValue = "ONEDNN", description = "${COMPLETION-CANDIDATES}")
  private Engine engine;

  @Option(names = "--json", description = "print one JSON document on standard output")
  private boolean json;

  @Option(names = "--peer", hidden = true, required = true)
  private Path peer;

  private final Map<String, List<Map<String, String>>> found = new TreeMap<>();

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TrainingStep()).execute(arguments));
  }

  @Override
  public void run() {
    try {
      Path folder = Files.createTempDirectory("training-step");
      try {
        new Workload(network, batch).write(folder);
        measure(folder);
      } finally {
        try (var files = Files.newDirectoryStream(folder)) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
      print();
    } catch (IOException e) {
      throw new IllegalStateException("The benchmark failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void measure(Path folder) throws IOException, InterruptedException {
    Optional<String> python = python();
    if (python.isEmpty()) {
      System.err.println("No Python with torch and numpy is here: PyTorch is skipped.");
    }
    if (python.isPresent() && !withoutOracle) {
      add(ORACLE, start(peer(python.get(), folder, "double", comparedSteps - 1, 1)));
    }
    for (int run = 0; run < runs; run++) {
      add(
          OURS,
          start(
              List.of(
                  java(),
                  "-Xmx3g",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Slots.class.getName(),
                  network,
                  engine.name(),
                  "" + slots,
                  "" + batch,
                  "" + warmUp,
                  "" + steps)));
      for (String layout : List.of("channels_last", "default")) {
        if (python.isPresent()) {
          add(
              "pytorch-" + layout.replace('_', '-'),
              start(peer(python.get(), folder, layout, warmUp, peerSteps)));
        }
      }
    }
  }

  private List<String> peer(String python, Path folder, String variant, int before, int timed) {
    return List.of(
        python,
        peer.toString(),
        folder.toString(),
        variant,
        "" + Workload.RATE,
        "" + slots,
        "" + before,
        "" + timed);
  }

  private void add(String name, Map<String, String> figures) {
    System.err.printf(Locale.ROOT, "%-22s %8s images/s%n", name, figures.get("imagesPerSecond"));
    found.computeIfAbsent(name, key -> new ArrayList<>()).add(figures);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Optional<String> python() throws InterruptedException {
    for (String candidate : List.of("python3", "/usr/bin/python3")) {
      try {
        Process process =
            new ProcessBuilder(candidate, "-c", "import torch, numpy")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() == 0) {
          return Optional.of(candidate);
        }
      } catch (IOException e) {
        System.err.println("There is no " + candidate);
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> start(List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    Map<String, String> figures = new TreeMap<>();
    try (var lines = process.inputReader().lines()) {
      lines
          .filter(line -> line.contains("="))
          .forEach(
              line ->
                  figures.put(
                      line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    }
    if (process.waitFor() != 0) {
      throw new IOException("the command failed: " + String.join(" ", command));
    }
    return figures;
  }

  private double[] sorted(String engineName, String key) {
    return found.getOrDefault(engineName, List.of()).stream()
        .mapToDouble(figures -> Double.parseDouble(figures.get(key)))
        .sorted()
        .toArray();
  }

  private double median(String engineName, String key) {
    double[] values = sorted(engineName, key);
    return values[values.length / 2];
  }

  /** Largest relative difference of a loss to the oracle's; to our first process without one. */
  private double lossDifference(Map<String, String> run) {
    double[] exact = losses(found.getOrDefault(ORACLE, found.get(OURS)).get(0));
    double[] losses = losses(run);
    double largest = 0;
    int compared = Math.min(comparedSteps, Math.min(exact.length, losses.length));
    for (int i = 0; i < compared; i++) {
      largest = Math.max(largest, Math.abs(losses[i] - exact[i]) / Math.abs(exact[i]));
    }
    return largest;
  }

  private static double[] losses(Map<String, String> figures) {
    return Arrays.stream(figures.get("losses").split(","))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private void print() throws IOException {
    if (json) {
      System.out.println(json());
      return;
    }
    System.out.printf(
        Locale.ROOT, "%s, %s, %d slots, batch %d%n", network, machine(), slots, batch);
    System.out.printf(
        Locale.ROOT,
        "%-22s %10s %10s %10s %14s  %s%n",
        "engine",
        "images/s",
        "lowest",
        "highest",
        "loss within",
        "version");
    for (String name : engines()) {
      double[] rates = sorted(name, "imagesPerSecond");
      System.out.printf(
          Locale.ROOT,
          "%-22s %10.1f %10.1f %10.1f %14.1e  %s%n",
          name,
          median(name, "imagesPerSecond"),
          rates[0],
          rates[rates.length - 1],
          largestDifference(name),
          found.get(name).get(0).get("engine"));
    }
    System.out.printf(
        Locale.ROOT,
        "seconds from JVM start to the tenth step: %.1f%n",
        median(OURS, "secondsToTenthStep"));
    if (found.containsKey(PEER)) {
      System.out.printf(Locale.ROOT, "ratio to PyTorch channels_last: %.2f%n", ratio());
    }
  }

  /** Who is compared by speed: the oracle is not. */
  private List<String> engines() {
    return found.keySet().stream().filter(name -> !name.equals(ORACLE)).toList();
  }

  private double ratio() {
    return median(OURS, "imagesPerSecond") / median(PEER, "imagesPerSecond");
  }

  private double largestDifference(String name) {
    return found.get(name).stream().mapToDouble(this::lossDifference).max().orElse(0);
  }

  private String json() throws IOException {
    List<String> engines = new ArrayList<>();
    for (String name : engines()) {
      engines.add(
          String.format(
              Locale.ROOT,
              "{\"name\":\"%s\",\"version\":\"%s\",\"imagesPerSecond\":%.2f,"
                  + "\"imagesPerSecondOfRuns\":%s,\"largestLossDifference\":%.3e}",
              name,
              found.get(name).get(0).get("engine"),
              median(name, "imagesPerSecond"),
              Arrays.toString(sorted(name, "imagesPerSecond")),
              largestDifference(name)));
    }
    String ratio = found.containsKey(PEER) ? String.format(Locale.ROOT, "%.3f", ratio()) : "null";
    return String.format(
        Locale.ROOT,
        "{\"network\":\"%s\",\"machine\":\"%s\",\"java\":\"%s\",\"slots\":%d,\"batch\":%d,\"steps\":%d,\"runs\":%d,"
            + "\"engines\":[%s],\"ratio\":%s,\"secondsToTenthStep\":%.2f,"
            + "\"cpuMillisPerStep\":%.1f}",
        network,
        machine(),
        Runtime.version(),
        slots,
        batch,
        steps,
        runs,
        String.join(",", engines),
        ratio,
        median(OURS, "secondsToTenthStep"),
        median(OURS, "cpuMillisPerStep"));
  }

  private static String machine() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    String model =
        Files.exists(info)
            ? Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("")
            : System.getProperty("os.arch");
    return model + ", " + Runtime.getRuntime().availableProcessors() + " processors";
  }
}

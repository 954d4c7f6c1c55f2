package org.fbnetspark.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.driver.prepare.PrepareJob;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.SparkCluster;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The same rounds on clusters of more and more executors. */
@Command(
    name = "scaling",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts a standalone cluster of real processes for each number of executors, of one thread"
          + " each, and trains the same weight rounds of a supernet on drawn images on it: the"
          + " same shards, steps and weights, to the same bits. Prints images per second and"
          + " seconds a round in the cold epoch, by fresh processes, and in the steady state;"
          + " where the time goes; processor time by kind of thread; bytes against the least that"
          + " a reduce-scatter, a model to the driver and a broadcast take; and the driver's heap.",
      "In the end both engines of retraining train rounds of one network, for dl4j-spark trains"
          + " no supernet."
    })
public final class Scaling implements Runnable {

  private static final String DRIVER_MEMORY = "-Xmx2g";

  @Mixin private RoundWork work;
  @Mixin private PeerWork peers;

  @Option(names = "--logging", required = true, hidden = true)
  private Path logging;

  @Option(
      names = "--executors",
      split = ",",
      defaultValue = "1,2",
      description = "numbers of executor processes, a cluster for each")
  private List<Integer> executors;

  @Option(
      names = "--shards",
      description =
          "parts of the data trained side by side; as many as there are executors at most")
  private Optional<Integer> shards = Optional.empty();

  @Option(names = "--executor-memory", defaultValue = "1g", description = "heap of an executor")
  private String memory;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "further settings of Spark for every cluster")
  private List<String> conf = new ArrayList<>();

  @Option(
      names = "--local",
      description = "train in one process of so many threads too, as a master local[N] does")
  private Optional<Integer> local = Optional.empty();

  @Option(
      names = "--json",
      description = "file for all figures, which benchmarks/round-simulator reads")
  private Optional<Path> json = Optional.empty();

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Scaling()).execute(arguments));
  }

  @Override
  public void run() {
    try {
      Path directory = Files.createTempDirectory("scaling");
      Runtime.getRuntime().addShutdownHook(new Thread(Scaling::endAll));
      try {
        measure(directory);
      } finally {
        Storage.standard().delete(directory.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** Whoever ends this process does not leave a cluster behind. */
  private static void endAll() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private void measure(Path directory) throws IOException, InterruptedException {
    int parts = shards.orElse(executors.stream().mapToInt(Integer::intValue).max().orElseThrow());
    String data = directory.resolve("data").toString();
    prepare(parts, data);
    List<ClusterFigures> all = new ArrayList<>();
    for (int number : executors) {
      Path own = Files.createDirectories(directory.resolve("cluster-" + number));
      try (SparkCluster cluster = SparkCluster.start(own, number)) {
        all.add(driver(cluster.address(), number, parts, data, own));
      }
    }
    ScalingReport report = new ScalingReport(all);
    report.print(System.out);
    if (local.isPresent()) {
      Path own = Files.createDirectories(directory.resolve("local"));
      int threads = local.get();
      System.out.println();
      System.out.println("one process of " + threads + " threads:");
      ClusterFigures figures = driver("local[" + threads + "]", threads, parts, data, own);
      new ScalingReport(List.of(figures)).print(System.out);
    }
    if (json.isPresent()) {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(json.get().toFile(), all);
    }
  }

  /** Draws the images in this process, so that every cluster is fresh. */
  private void prepare(int parts, String data) throws IOException {
    System.err.println("drawing images");
    try (JavaSparkContext spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[*]")
                .setAppName("scaling")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"))) {
      new PrepareJob(spark, line -> {}).run(work.experiment(parts).preparation(), data);
    }
  }

  private ClusterFigures driver(String master, int number, int parts, String data, Path directory)
      throws IOException, InterruptedException {
    Path output = directory.resolve("figures.json");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add(DRIVER_MEMORY);
    line.add("-Dlog4j2.configurationFile=" + logging.toUri());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(line::add);
    settings(directory).forEach(setting -> line.add("-D" + setting));
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(ClusterRounds.class.getName());
    line.addAll(work.words());
    line.addAll(peers.words());
    line.addAll(
        List.of(
            "--master=" + master,
            "--executors=" + number,
            "--shards=" + parts,
            "--data=" + data,
            "--output=" + output));
    Process process = new ProcessBuilder(line).inheritIO().start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("the driver of " + number + " executors failed, as told above");
      }
    } finally {
      process.destroyForcibly();
    }
    return new ObjectMapper().readValue(output.toFile(), ClusterFigures.class);
  }

  /** As {@code submit/launch} sets them; the executors have the driver's classes. */
  private List<String> settings(Path directory) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "spark.ui.enabled=false",
                "spark.driver.host=127.0.0.1",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.local.dir=" + directory.resolve("driver"),
                "spark.executor.memory=" + memory,
                "spark.executorEnv.OMP_NUM_THREADS=1",
                "spark.executor.defaultJavaOptions=-Dorg.bytedeco.javacpp.cachedir=javacpp-cache",
                "spark.executor.extraClassPath="
                    + System.getProperty("java.class.path").replace(File.pathSeparator, ":")));
    settings.addAll(conf);
    return settings;
  }
}

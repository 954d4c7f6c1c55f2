package org.fbnetspark.testing;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the embedded Spark and what it has said; it ends with the test at the latest. */
public final class SparkProcess implements AutoCloseable {

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final long POLL_MILLIS = 20;
  private static final int WORKER_TIMEOUT_SECONDS = 20;

  private final Process process;
  private final Path log;

  /**
   * Where a process runs.
   *
   * @param host address that it listens on
   * @param prefix words before its command line, such as those that enter a network namespace
   * @param localDirectories of Spark; empty for those of the machine
   */
  public record Place(String host, List<String> prefix, Optional<Path> localDirectories) {
    public static final Place HERE = new Place("127.0.0.1", List.of(), Optional.empty());
  }

  private SparkProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** A master on a free port. */
  static SparkProcess master(Path directory, Place place) throws IOException {
    return start(
        place,
        directory.resolve("master.log"),
        List.of(),
        // Takes a worker for dead that has not been heard of for so many seconds.
        List.of("-Xmx256m", "-Dspark.worker.timeout=" + WORKER_TIMEOUT_SECONDS),
        "org.apache.spark.deploy.master.Master",
        List.of("--host", place.host(), "--port", "0", "--webui-port", "0"));
  }

  /** A worker that offers one core. */
  static SparkProcess worker(Path directory, String name, String master, Place place)
      throws IOException {
    return start(
        place,
        directory.resolve(name + ".log"),
        List.of(),
        List.of("-Xmx256m", "-Dspark.worker.timeout=" + WORKER_TIMEOUT_SECONDS),
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            place.host(),
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--work-dir",
            directory.resolve(name).toString(),
            master));
  }

  /** The search command, submitted. */
  public static SparkProcess search(Path log, String master, List<String> options)
      throws IOException {
    return command("search", log, master, options);
  }

  /** A command of ours, submitted. */
  public static SparkProcess command(String command, Path log, String master, List<String> options)
      throws IOException {
    return submitted(Place.HERE, log, List.of("-Xmx1g"), master, Map.of(), command, options);
  }

  /**
   * A command of ours, submitted.
   *
   * @param settings of Spark, over those that every test has
   */
  public static SparkProcess submitted(
      Place place,
      Path log,
      List<String> jvmOptions,
      String master,
      Map<String, String> settings,
      String command,
      List<String> options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--master", master));
    Map<String, String> all = settings(place.host());
    all.putAll(settings);
    List<String> classPath =
        Optional.ofNullable(all.get("spark.driver.extraClassPath")).stream().toList();
    all.forEach((key, value) -> arguments.addAll(List.of("--conf", key + "=" + value)));
    arguments.addAll(
        List.of(
            "--class",
            "org.fbnetspark.cli.Main",
            TARGET.resolve("fbnet-spark.jar").toString(),
            command));
    arguments.addAll(options);
    return start(
        place, log, classPath, jvmOptions, "org.apache.spark.deploy.SparkSubmit", arguments);
  }

  /** Settings of an application whose executors find ours on their class path. */
  public static Map<String, String> settings(String driverHost) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.driver.host", driverHost);
    settings.put("spark.driver.bindAddress", driverHost);
    settings.put("spark.executor.memory", "700m");
    settings.put("spark.executor.extraJavaOptions", String.join(" ", ownOptions("-XX:")));
    settings.put("spark.executorEnv.OMP_NUM_THREADS", "1");
    settings.put("spark.executor.extraClassPath", TARGET.resolve("lib") + "/*");
    return settings;
  }

  /** Those that this test was started with: its compiler and collector, and Spark's openings. */
  private static List<String> ownOptions(String prefix) {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith(prefix))
        .toList();
  }

  private static SparkProcess start(
      Place place,
      Path log,
      List<String> classPath,
      List<String> jvmOptions,
      String mainClass,
      List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>(place.prefix());
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvmOptions);
    line.addAll(ownOptions("-XX:"));
    line.addAll(ownOptions("--add-opens"));
    line.add("-cp");
    List<String> classes = new ArrayList<>(classPath);
    classes.addAll(List.of(TARGET.resolve("spark/jars") + "/*", TARGET.resolve("lib") + "/*"));
    line.add(String.join(":", classes));
    line.add(mainClass);
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", TARGET.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", place.host());
    place
        .localDirectories()
        .ifPresent(folder -> builder.environment().put("SPARK_LOCAL_DIRS", folder.toString()));
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().remove("SPARK_CONF_DIR");
    return new SparkProcess(builder.start(), log);
  }

  /** Waits for a line and gives the first group of the match, or all of it. */
  public String await(String regex, int seconds) throws IOException, InterruptedException {
    Pattern pattern = Pattern.compile(regex);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      Matcher matcher = pattern.matcher(Files.readString(log));
      if (matcher.find()) {
        return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
      }
      if (!process.isAlive()) {
        break;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return fail("No line matches " + regex + " within " + seconds + " s:\n" + tail());
  }

  /** Waits for the end and requires success. */
  public void succeeds(int seconds) throws IOException, InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
      fail("Process has not ended well within " + seconds + " s:\n" + tail());
    }
  }

  /** Waits for the end and gives its exit code. */
  public int ends(int seconds) throws IOException, InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      fail("Process has not ended within " + seconds + " s:\n" + tail());
    }
    return process.exitValue();
  }

  /** What it has said. */
  public String said() throws IOException {
    return Files.readString(log);
  }

  /** The process itself. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Holds the process for good, as one that hangs. */
  public void pause() throws IOException {
    Signal.STOP.send(handle());
  }

  /** Ends the process and its children as {@code kill -9} does. */
  public void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  @Override
  public void close() {
    kill();
  }
}

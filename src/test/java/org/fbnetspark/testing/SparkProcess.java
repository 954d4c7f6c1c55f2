package org.fbnetspark.testing;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the embedded Spark and what it has said; it ends with the test at the latest. */
public final class SparkProcess implements AutoCloseable {

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final long POLL_MILLIS = 20;

  private final Process process;
  private final Path log;

  private SparkProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** A master on a free port of this machine. */
  public static SparkProcess master(Path directory) throws IOException {
    return start(
        directory.resolve("master.log"),
        List.of("-Xmx256m"),
        "org.apache.spark.deploy.master.Master",
        List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
  }

  /** A worker that offers one core. */
  public static SparkProcess worker(Path directory, String name, String master) throws IOException {
    return start(
        directory.resolve(name + ".log"),
        List.of("-Xmx256m"),
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            "127.0.0.1",
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
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--master",
                master,
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.executor.memory=700m",
                "--conf",
                "spark.executor.extraJavaOptions=" + String.join(" ", ownOptions("-XX:")),
                "--conf",
                "spark.executorEnv.OMP_NUM_THREADS=1",
                "--conf",
                "spark.executor.extraClassPath=" + TARGET.resolve("lib") + "/*",
                "--class",
                "org.fbnetspark.cli.Main",
                TARGET.resolve("fbnet-spark.jar").toString(),
                command));
    arguments.addAll(options);
    return start(log, List.of("-Xmx1g"), "org.apache.spark.deploy.SparkSubmit", arguments);
  }

  /** Those that this test was started with: its compiler and collector, and Spark's openings. */
  private static List<String> ownOptions(String prefix) {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith(prefix))
        .toList();
  }

  private static SparkProcess start(
      Path log, List<String> jvmOptions, String mainClass, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvmOptions);
    line.addAll(ownOptions("-XX:"));
    line.addAll(ownOptions("--add-opens"));
    line.add("-cp");
    line.add(TARGET.resolve("spark/jars") + "/*:" + TARGET.resolve("lib") + "/*");
    line.add(mainClass);
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", TARGET.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
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

  /** Holds the process for good, as one that hangs. */
  public void pause() throws IOException, InterruptedException {
    String pid = String.valueOf(process.pid());
    if (new ProcessBuilder("kill", "-STOP", pid).inheritIO().start().waitFor() != 0) {
      fail("Process " + pid + " cannot be held:\n" + tail());
    }
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

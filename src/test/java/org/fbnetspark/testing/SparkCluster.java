package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fbnetspark.testing.SparkProcess.Place;

/**
 * A master and its workers, of one core each, on this machine; they end with the test at the
 * latest.
 */
public final class SparkCluster implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 120;

  private final List<SparkProcess> processes = new ArrayList<>();
  private String address;

  private SparkCluster() {}

  /**
   * Starts them and waits until every worker is known to the master.
   *
   * @param directory for what they say and for their work
   */
  public static SparkCluster start(Path directory, int workers)
      throws IOException, InterruptedException {
    return start(directory, Place.HERE, Collections.nCopies(workers, Place.HERE));
  }

  /**
   * The same at places of their own.
   *
   * @param master where it runs
   * @param workers where each of them runs
   */
  public static SparkCluster start(Path directory, Place master, List<Place> workers)
      throws IOException, InterruptedException {
    SparkCluster cluster = new SparkCluster();
    try {
      SparkProcess first = cluster.add(SparkProcess.master(directory, master));
      cluster.address = first.await("Starting Spark master at (spark://\\S+)", PATIENCE_SECONDS);
      for (Place worker : workers) {
        String name = "worker-" + cluster.processes.size();
        cluster.add(SparkProcess.worker(directory, name, cluster.address, worker));
      }
      for (SparkProcess worker : cluster.workers()) {
        worker.await("Successfully registered with master", PATIENCE_SECONDS);
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException | Error failed) {
      cluster.close();
      throw failed;
    }
  }

  private SparkProcess add(SparkProcess process) {
    processes.add(process);
    return process;
  }

  /** The workers, in the order of their start. */
  public List<SparkProcess> workers() {
    return processes.subList(1, processes.size());
  }

  /** The executors' processes that live, by what Spark calls them. */
  public SortedMap<String, ProcessHandle> executors() {
    SortedMap<String, ProcessHandle> executors = new TreeMap<>();
    for (SparkProcess worker : workers()) {
      worker
          .handle()
          .children()
          .forEach(child -> executorId(child).ifPresent(id -> executors.put(id, child)));
    }
    return executors;
  }

  /** Which worker an executor is of, counted from 0. */
  public int workerOf(ProcessHandle executor) {
    long worker = executor.parent().orElseThrow().pid();
    return workers().stream().map(one -> one.handle().pid()).toList().indexOf(worker);
  }

  private static Optional<String> executorId(ProcessHandle process) {
    try {
      List<String> words =
          List.of(
              Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
                  .split("\0"));
      int option = words.indexOf("--executor-id");
      return option < 0 ? Optional.empty() : Optional.of(words.get(option + 1));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  /** Of the master. */
  public String address() {
    return address;
  }

  @Override
  public void close() {
    processes.forEach(SparkProcess::close);
  }
}

package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    SparkCluster cluster = new SparkCluster();
    try {
      SparkProcess master = cluster.add(SparkProcess.master(directory));
      cluster.address = master.await("Starting Spark master at (spark://\\S+)", PATIENCE_SECONDS);
      for (int i = 1; i <= workers; i++) {
        cluster.add(SparkProcess.worker(directory, "worker-" + i, cluster.address));
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

  private List<SparkProcess> workers() {
    return processes.subList(1, processes.size());
  }

  /** Of the master. */
  public String address() {
    return address;
  }

  /** Ends the first worker and its executors as {@code kill -9} does. */
  public void killWorker() {
    workers().get(0).kill();
  }

  @Override
  public void close() {
    processes.forEach(SparkProcess::close);
  }
}

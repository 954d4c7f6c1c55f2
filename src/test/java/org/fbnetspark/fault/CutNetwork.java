package org.fbnetspark.fault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.fbnetspark.testing.SparkProcess.Place;

/** A network of its own for each of some workers, on a bridge; each can be cut off. */
final class CutNetwork implements AutoCloseable {

  private static final String SUBNET = "10.213.77.";

  private static final AtomicInteger MADE = new AtomicInteger();

  private final String bridge;
  private final List<String> namespaces = new ArrayList<>();

  private CutNetwork(String bridge) {
    this.bridge = bridge;
  }

  /** Makes them; empty where that is not allowed. */
  static Optional<CutNetwork> of(int workers) throws IOException {
    // The kernel takes its time over what was deleted, so that each has names of its own.
    String name = "fb" + ProcessHandle.current().pid() % 100_000 + "x" + MADE.incrementAndGet();
    if (!SystemCommand.succeeds("ip", "link", "add", name, "type", "bridge")) {
      return Optional.empty();
    }
    CutNetwork network = new CutNetwork(name);
    try {
      if (!SystemCommand.succeeds("ip", "netns", "add", network.space(0))) {
        network.close();
        return Optional.empty();
      }
      network.namespaces.add(network.space(0));
      SystemCommand.run("ip", "addr", "add", SUBNET + "1/24", "dev", name);
      SystemCommand.run("ip", "link", "set", name, "up");
      for (int i = 1; i < workers; i++) {
        SystemCommand.run("ip", "netns", "add", network.space(i));
        network.namespaces.add(network.space(i));
      }
      for (int i = 0; i < workers; i++) {
        network.connect(i);
      }
      return Optional.of(network);
    } catch (IOException failed) {
      network.close();
      throw failed;
    }
  }

  private String space(int worker) {
    return bridge + "n" + worker;
  }

  private void connect(int worker) throws IOException {
    String space = space(worker);
    SystemCommand.run(
        "ip", "link", "add", cable(worker), "type", "veth", "peer", "name", "eth0", "netns", space);
    SystemCommand.run("ip", "link", "set", cable(worker), "master", bridge);
    SystemCommand.run("ip", "-n", space, "addr", "add", host(worker) + "/24", "dev", "eth0");
    SystemCommand.run("ip", "-n", space, "link", "set", "lo", "up");
    SystemCommand.run("ip", "-n", space, "link", "set", "eth0", "up");
    join(worker);
  }

  private String cable(int worker) {
    return bridge + "v" + worker;
  }

  private static String host(int worker) {
    return SUBNET + (10 + worker);
  }

  /** Where master and driver run. */
  Place center() {
    return new Place(SUBNET + "1", List.of(), Optional.empty());
  }

  /** Where a worker and its executors run. */
  Place place(int worker) {
    // Unlike "ip netns exec", this leaves /sys as it is, where a machine tells its quota of CPUs.
    List<String> entering = List.of("nsenter", "--net=/run/netns/" + namespaces.get(worker));
    return new Place(host(worker), entering, Optional.empty());
  }

  /** Nothing reaches the worker, nor leaves it, and nobody is told. */
  void cut(int worker) throws IOException {
    SystemCommand.run("ip", "link", "set", cable(worker), "down");
  }

  /** Undoes {@link #cut}. */
  void join(int worker) throws IOException {
    SystemCommand.run("ip", "link", "set", cable(worker), "up");
  }

  @Override
  public void close() throws IOException {
    for (String space : namespaces) {
      SystemCommand.succeeds("ip", "netns", "del", space);
    }
    SystemCommand.run("ip", "link", "del", bridge);
  }
}

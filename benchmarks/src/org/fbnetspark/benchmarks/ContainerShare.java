package org.fbnetspark.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.arch.Gates;
import org.fbnetspark.net.OneDnnSupernet;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.graph.GraphSupernet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What DL4J's graph costs: the same kernels with and without it, one step of each in turn, so that
 * what else the machine does falls on both alike.
 */
@Command(
    name = "container-share",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains the full FBNetV1 supernet (32x32 images, stem stride 2, 10 classes, 22 x 9 blocks) on"
          + " one thread, a step without a DL4J graph and a step with one in turn, and compares"
          + " milliseconds per step."
    })
public final class ContainerShare implements Runnable {

  private record Timed(Supernet net, double[] wallMillis, double[] cpuMillis) {
    void step(Batch batch, Gates gates, int timed) {
      long wall = System.nanoTime();
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      net.trainWeights(batch, gates, Workload.SGD);
      if (timed >= 0) {
        cpuMillis[timed] =
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e6;
        wallMillis[timed] = (System.nanoTime() - wall) / 1e6;
      }
    }
  }

  @Option(names = "--steps", defaultValue = "40", description = "steps timed of each")
  private int steps;

  @Option(names = "--warm-up", defaultValue = "10", description = "steps before the clock starts")
  private int warmUp;

  @Option(names = "--batch", defaultValue = "64", description = "images in a batch")
  private int batch;

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ContainerShare()).execute(arguments));
  }

  @Override
  public void run() {
    Workload workload = new Workload(Workload.SUPERNET, batch);
    Timed[] nets = new Timed[2];
    try (Supernet direct = new OneDnnSupernet(workload.space(), batch);
        Supernet graph = new GraphSupernet(workload.space(), batch)) {
      nets[0] = new Timed(direct, new double[steps], new double[steps]);
      nets[1] = new Timed(graph, new double[steps], new double[steps]);
      for (Timed timed : nets) {
        timed.net.load(workload.weights(), new float[timed.net.weightCount()]);
      }
      Batch[] batches = workload.batches();
      Gates gates = workload.gates();
      for (int step = 0; step < warmUp + steps; step++) {
        for (int turn = 0; turn < 2; turn++) {
          // Each goes first every second time: the first one finds the batch outside the cache.
          nets[(step + turn) % 2].step(batches[step % batches.length], gates, step - warmUp);
        }
      }
    }
    print("direct ms/step", nets[0].wallMillis);
    print("graph ms/step", nets[1].wallMillis);
    print("graph / direct", ratios(nets[1].wallMillis, nets[0].wallMillis));
    print("of thread's CPU time", ratios(nets[1].cpuMillis, nets[0].cpuMillis));
  }

  private static double[] ratios(double[] above, double[] below) {
    double[] ratios = new double[above.length];
    Arrays.setAll(ratios, i -> above[i] / below[i]);
    return ratios;
  }

  private static void print(String what, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int quarter = sorted.length / 4;
    System.out.printf(
        Locale.ROOT,
        "%-20s median %8.3f  quartiles %8.3f %8.3f%n",
        what,
        sorted[sorted.length / 2],
        sorted[quarter],
        sorted[sorted.length - 1 - quarter]);
  }
}

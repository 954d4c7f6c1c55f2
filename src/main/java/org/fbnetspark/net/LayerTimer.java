package org.fbnetspark.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.fbnetspark.domain.arch.Gates;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;

/**
 * Times the forward pass of single ops in this process, on the engine that trains them, with one
 * example. A first estimate of latency for the machine at hand: batch normalisation takes the
 * statistics of the example, where a deployed network has it folded into its convolutions, and
 * copying the example in and the result out counts too.
 */
public final class LayerTimer {

  private static final int PASSES = 9;
  private static final long SAMPLE_NANOS = 1_000_000;
  private static final long WARM_UP_NANOS = 50_000_000;
  private static final int STEADY_RUNS = 5;
  private static final double STEADY_RATIO = 0.95;

  private final Engine engine;

  /** One op at its place. */
  public record PlacedOp(Op op, Placement at) {}

  /** Times on this engine. */
  public LayerTimer(Engine engine) {
    this.engine = engine;
  }

  /** Median time of one run, in microseconds. */
  public double medianMicros(Op op, Placement at) {
    return medianMicros(List.of(new PlacedOp(op, at)), done -> {})[0];
  }

  /**
   * Median times of one run each, in microseconds. After all are warm they are timed in turn, pass
   * after pass, so that what disturbs the machine for a while disturbs all alike.
   *
   * @param progress is told the ops warmed up and then the passes made, each as a count that goes
   *     up to {@link #steps}
   */
  public double[] medianMicros(List<PlacedOp> ops, IntConsumer progress) {
    List<Run> runs = new ArrayList<>();
    try {
      for (PlacedOp placed : ops) {
        Run run = new Run(placed, engine);
        runs.add(run);
        run.warmUp();
        progress.accept(runs.size());
      }
      for (int pass = 1; pass <= PASSES; pass++) {
        runs.forEach(Run::sample);
        progress.accept(ops.size() + pass);
      }
      return runs.stream().mapToDouble(Run::medianMicros).toArray();
    } finally {
      runs.forEach(Run::close);
    }
  }

  /** Steps of progress that timing this many ops takes. */
  public static int steps(int ops) {
    return ops + PASSES;
  }

  /** A network of the one op, ready to be run. */
  private static final class Run {
    private static final Gates NO_CHOICE = Gates.perBatch(new float[0][]);

    private final Supernet network;
    private final float[] image;
    private final LongStream.Builder nanos = LongStream.builder();

    Run(PlacedOp placed, Engine engine) {
      LayerwiseSpace space =
          new LayerwiseSpace(
              placed.op().code(),
              placed.at().input(),
              List.of(Choice.fixed("timed", placed.op(), placed.at())));
      network = Supernets.create(space, 1, engine);
      float[] weights = new WeightLayout(space).initialWeights(new SeedTree(0));
      network.load(weights, new float[weights.length]);
      image = new float[(int) space.input().elements()];
      for (int i = 0; i < image.length; i++) {
        image[i] = (float) Math.sin(i);
      }
    }

    /** Runs until the best time of some runs no longer falls, or time is up. */
    void warmUp() {
      long end = System.nanoTime() + WARM_UP_NANOS;
      double last = Double.POSITIVE_INFINITY;
      double best = bestNanos();
      while (best < STEADY_RATIO * last && System.nanoTime() < end) {
        last = best;
        best = bestNanos();
      }
    }

    private double bestNanos() {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < STEADY_RUNS; i++) {
        long start = System.nanoTime();
        network.output(image, NO_CHOICE);
        best = Math.min(best, System.nanoTime() - start);
      }
      return best;
    }

    /** Times each run until the sample is long enough, at least one. */
    void sample() {
      long start = System.nanoTime();
      long last = start;
      do {
        network.output(image, NO_CHOICE);
        long now = System.nanoTime();
        nanos.add(now - last);
        last = now;
      } while (last - start < SAMPLE_NANOS);
    }

    double medianMicros() {
      long[] sorted = nanos.build().sorted().toArray();
      return sorted[sorted.length / 2] / 1e3;
    }

    void close() {
      network.close();
    }
  }
}

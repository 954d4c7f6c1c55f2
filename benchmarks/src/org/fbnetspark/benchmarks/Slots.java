package org.fbnetspark.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.engines.Supernets;

/**
 * One JVM that trains a supernet in each of its slots, a thread each, as an executor with as many
 * cores does. Prints one line of {@code key=value} for each figure.
 *
 * <p>Arguments: engine, slots, batch size, steps before the clock starts, steps timed.
 */
public final class Slots {

  /** What one slot found. */
  private static final class Slot extends Thread {
    private final Workload workload;
    private final Engine engine;
    private final int warmUp;
    private final int steps;
    private final CyclicBarrier start;
    private final List<Double> losses = new ArrayList<>();
    private String name;
    private double seconds;
    private double cpuSeconds;
    private double coldSeconds;

    Slot(Workload workload, Engine engine, int warmUp, int steps, CyclicBarrier start) {
      this.workload = workload;
      this.engine = engine;
      this.warmUp = warmUp;
      this.steps = steps;
      this.start = start;
    }

    @Override
    public void run() {
      try (Supernet net =
          Supernets.create(workload.space().network(), workload.batch(0).size(), engine)) {
        name = net.engine();
        net.load(workload.weights(), new float[net.weightCount()]);
        Batch[] batches = workload.batches();
        float[][] factors = new Factors(workload.space().network()).of(workload.gates());
        long begin = 0;
        long cpuBegin = 0;
        for (int step = 0; step < warmUp + steps; step++) {
          if (step == warmUp) {
            start.await();
            begin = System.nanoTime();
            cpuBegin = cpuNanos();
          }
          StepResult result =
              net.trainWeights(batches[step % batches.length], factors, Workload.SGD);
          losses.add(result.meanLoss());
          if (step == 9) {
            coldSeconds = secondsSinceStart();
          }
        }
        cpuSeconds = (cpuNanos() - cpuBegin) / 1e9;
        seconds = (System.nanoTime() - begin) / 1e9;
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new IllegalStateException("A slot was interrupted", e);
      }
    }
  }

  private Slots() {}

  /** The other slots would wait for this one for ever. */
  private static void fail(Thread slot, Throwable cause) {
    cause.printStackTrace();
    Runtime.getRuntime().halt(1);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double secondsSinceStart() {
    long start = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    return (System.currentTimeMillis() - start) / 1e3;
  }

  public static void main(String[] arguments) throws InterruptedException {
    Engine engine = Engine.valueOf(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    Workload workload = new Workload(arguments[0], Integer.parseInt(arguments[3]));
    int warmUp = Integer.parseInt(arguments[4]);
    int steps = Integer.parseInt(arguments[5]);
    CyclicBarrier start = new CyclicBarrier(count);
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slots.add(new Slot(workload, engine, warmUp, steps, start));
      slots.get(i).setUncaughtExceptionHandler(Slots::fail);
      slots.get(i).start();
    }
    double rate = 0;
    double cold = 0;
    double cpu = 0;
    for (Slot slot : slots) {
      slot.join();
      rate += steps * workload.batch(0).size() / slot.seconds;
      cpu += slot.cpuSeconds;
      cold = Math.max(cold, slot.coldSeconds);
    }
    System.out.println("engine=" + slots.get(0).name);
    System.out.printf(Locale.ROOT, "imagesPerSecond=%.2f%n", rate);
    double cpuMillis = 1e3 * cpu / (count * steps);
    System.out.printf(Locale.ROOT, "cpuMillisPerStep=%.1f%n", cpuMillis);
    System.out.printf(Locale.ROOT, "secondsToTenthStep=%.2f%n", cold);
    System.out.println("losses=" + slots.get(0).losses.toString().replaceAll("[\\[\\] ]", ""));
  }
}

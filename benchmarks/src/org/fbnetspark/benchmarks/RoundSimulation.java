package org.fbnetspark.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.random.Shuffle;

/**
 * One round on a cluster of executors of one thread, as a sequence of events:
 *
 * <pre>
 * the driver writes the weights as bytes and launches a task for each shard, one after the other
 * an executor fetches the pieces of the broadcast in a random order, each from one who has it
 *   (the driver, or an executor that fetched it before), and reads them, once a round
 * each of its shards: into the engine, steps, out of the engine, slices written
 * once all shards are done, the driver launches a task for each slice
 * a slice is fetched from all shards in a random order and averaged as it comes
 * its mean goes to the driver, who joins them
 * </pre>
 *
 * <p>Executors take tasks as they are free, and all randomness has a seed.
 */
final class RoundSimulation {

  private final RoundCosts costs;
  private final Machine.Link link;
  private final EventQueue events = new EventQueue();
  private final Machine driver = new Machine();
  private final List<Executor> executors = new ArrayList<>();
  private final List<List<Machine>> holders = new ArrayList<>();
  private final RandomGenerator random;
  private final int shards;
  private final int slices;
  private final Queue<Integer> waiting = new ArrayDeque<>();
  private final Executor[] owners;
  private int shardsLeft;
  private int slicesLeft;
  private boolean averaging;
  private double launchedUntil;
  private double computed;

  /** An executor and what it has. */
  private static final class Executor {
    private final Machine machine = new Machine();
    private boolean hasWeights;
    private double steps;
  }

  /**
   * What a round comes to.
   *
   * @param seconds of it
   * @param compute steps of the executor that had most of them
   */
  record Outcome(double seconds, double compute) {}

  private RoundSimulation(
      RoundCosts costs, int executorCount, int shards, Machine.Link link, long seed) {
    this.costs = costs;
    this.link = link;
    this.shards = shards;
    slices = costs.slices(shards, executorCount);
    random = new SeedTree(seed).generator();
    owners = new Executor[shards];
    shardsLeft = shards;
    slicesLeft = slices;
    for (int i = 0; i < executorCount; i++) {
      executors.add(new Executor());
    }
    long pieces = (costs.bytes() + costs.pieceBytes() - 1) / costs.pieceBytes();
    for (int i = 0; i < pieces; i++) {
      holders.add(new ArrayList<>(List.of(driver)));
    }
  }

  /**
   * A round.
   *
   * @param executors of one thread, each on a machine of its own
   * @param shards trained side by side
   * @param link between machines
   * @param seed of the order of fetches and of how long steps take
   */
  static Outcome of(RoundCosts costs, int executors, int shards, Machine.Link link, long seed) {
    RoundSimulation round = new RoundSimulation(costs, executors, shards, link, seed);
    round.events.at(0, round::start);
    double end = round.events.run();
    return new Outcome(end + costs.join(), round.computed);
  }

  private void start() {
    launchedUntil = costs.send();
    IntStream.range(0, shards).forEach(waiting::add);
    executors.forEach(this::next);
  }

  /** Gives an executor that is free the next task, if there is one. */
  private void next(Executor executor) {
    Integer task = waiting.poll();
    if (task == null) {
      return;
    }
    launchedUntil = Math.max(events.now(), launchedUntil) + costs.launch();
    double start = launchedUntil + costs.latency();
    events.at(start, averaging ? () -> average(executor) : () -> train(executor, task));
  }

  private void train(Executor executor, int shard) {
    owners[shard] = executor;
    if (executor.hasWeights) {
      step(executor);
      return;
    }
    int[] order = IntStream.range(0, holders.size()).toArray();
    Shuffle.of(order, random);
    fetch(executor, order, 0);
  }

  /** One piece of the broadcast after the other. */
  private void fetch(Executor executor, int[] order, int done) {
    if (done == order.length) {
      executor.hasWeights = true;
      events.at(executor.machine.works(events.now(), costs.receive()), () -> step(executor));
      return;
    }
    List<Machine> having = holders.get(order[done]);
    Machine from = having.get(random.nextInt(having.size()));
    long size = Math.min(costs.pieceBytes(), costs.bytes() - order[done] * costs.pieceBytes());
    events.at(
        from.sends(executor.machine, events.now(), size, link),
        () -> {
          having.add(executor.machine);
          fetch(executor, order, done + 1);
        });
  }

  private void step(Executor executor) {
    double spread = Math.max(0, 1 + costs.stepSpread() * random.nextGaussian());
    double steps = costs.steps() * costs.secondsPerStep() * spread;
    executor.steps += steps;
    computed = Math.max(computed, executor.steps);
    double done = executor.machine.works(events.now(), costs.engine() + steps + costs.write());
    events.at(done, () -> trained(executor));
  }

  private void trained(Executor executor) {
    shardsLeft--;
    if (shardsLeft > 0) {
      next(executor);
      return;
    }
    averaging = true;
    IntStream.range(0, slices).forEach(waiting::add);
    executors.forEach(this::next);
  }

  private void average(Executor executor) {
    int[] order = IntStream.range(0, shards).toArray();
    Shuffle.of(order, random);
    slice(executor, order, 0, events.now());
  }

  /** The same slice of one shard after the other; what is there is averaged meanwhile. */
  private void slice(Executor executor, int[] order, int done, double averaged) {
    if (done == order.length) {
      events.at(averaged, () -> averaged(executor));
      return;
    }
    long size = costs.bytes() / slices;
    Machine from = owners[order[done]].machine;
    events.at(
        from.sends(executor.machine, events.now(), size, link),
        () ->
            slice(
                executor,
                order,
                done + 1,
                Math.max(averaged, events.now()) + costs.average() / slices));
  }

  private void averaged(Executor executor) {
    events.at(
        executor.machine.sends(driver, events.now(), costs.bytes() / slices, link),
        () -> slicesLeft--);
    next(executor);
  }
}

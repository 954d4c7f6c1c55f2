package org.fbnetspark.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.rounds.RoundDefaults;
import org.fbnetspark.driver.rounds.TrainingRounds;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.store.Storage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The driver of one cluster: a fresh process, as that of a search is. */
@Command(name = "cluster-rounds", hidden = true)
public final class ClusterRounds implements Runnable {

  private static final long PATIENCE_MILLIS = 600_000;

  @Mixin private RoundWork work;
  @Mixin private PeerWork peers;

  @Option(names = "--master", required = true)
  private String master;

  @Option(names = "--executors", required = true)
  private int executors;

  @Option(names = "--shards", required = true)
  private int shards;

  @Option(names = "--data", required = true)
  private String data;

  @Option(names = "--output", required = true)
  private Path output;

  private final RoundListener listener = new RoundListener();

  /** Runs the rounds. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ClusterRounds()).execute(arguments));
  }

  @Override
  public void run() {
    SparkConf conf = RoundDefaults.in(new SparkConf()).setMaster(master).setAppName("scaling");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      awaitExecutors(spark);
      spark.sc().addSparkListener(listener);
      new ObjectMapper().writeValue(output.toFile(), figures(spark));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException("the cluster did not answer", e);
    }
  }

  /** A local master is its own executor. */
  private void awaitExecutors(JavaSparkContext spark) throws InterruptedException {
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    int registered = spark.isLocal() ? 0 : executors;
    while (spark.sc().statusTracker().getExecutorInfos().length < registered + 1) {
      if (System.currentTimeMillis() > end) {
        throw new IllegalStateException("not all of " + executors + " executors have come");
      }
      Thread.sleep(50);
    }
  }

  private ClusterFigures figures(JavaSparkContext spark)
      throws IOException, InterruptedException, TimeoutException {
    Experiment experiment = work.experiment(shards);
    DatasetManifest manifest = DatasetDirectory.at(Storage.standard(), data).manifest();
    Space space = work.space(experiment, manifest);
    TrainingRun training = work.training(experiment, space, manifest, shards);
    Weights weights =
        Weights.initial(new WeightLayout(space.network()).initialWeights(new SeedTree(2)));
    List<RoundFigures> all = new ArrayList<>();
    String application = spark.sc().applicationId();
    Map<String, Double> before = Map.of();
    Map<String, Double> warm = Map.of();
    Map<String, Double> driverWarm = Map.of();
    try (TrainingRounds rounds = new TrainingRounds(spark, training, "benchmark")) {
      rounds.tellEngines(System.err::println);
      settle(spark);
      listener.clear();
      before = ThreadTimes.ofExecutors(application);
      for (int round = 0; round < work.rounds(); round++) {
        if (round == work.coldRounds()) {
          warm = ThreadTimes.ofExecutors(application);
          driverWarm = ThreadTimes.of(ProcessHandle.current().pid());
        }
        long began = System.currentTimeMillis();
        long start = System.nanoTime();
        WeightOutcome outcome =
            rounds.train(
                work.message(experiment, space, round, weights), weights, "round", done -> {});
        double seconds = (System.nanoTime() - start) / 1e9;
        settle(spark);
        weights = outcome.weights();
        all.add(listener.round(executors, began, seconds, outcome.tally().examples()));
        System.err.printf(
            Locale.ROOT,
            "%d executors, round %d of %d: %.2f s%n",
            executors,
            round + 1,
            work.rounds(),
            seconds);
      }
    }
    Map<String, Double> end = ThreadTimes.ofExecutors(application);
    Map<String, Double> driverEnd = ThreadTimes.of(ProcessHandle.current().pid());
    long peak = heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    System.gc();
    return new ClusterFigures(
        executors,
        shards,
        work.steps(),
        work.batch(),
        weights.length(),
        List.copyOf(all.subList(0, work.coldRounds())),
        List.copyOf(all.subList(work.coldRounds(), all.size())),
        Sha256.of(weights.values()),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        peak,
        difference(warm, before),
        difference(end, warm),
        difference(driverEnd, driverWarm),
        peers.train(spark, manifest, shards));
  }

  private static void settle(JavaSparkContext spark) throws TimeoutException {
    spark.sc().listenerBus().waitUntilEmpty();
  }

  private static Map<String, Double> difference(
      Map<String, Double> after, Map<String, Double> before) {
    Map<String, Double> difference = new HashMap<>();
    after.forEach(
        (kind, seconds) ->
            difference.put(kind, seconds - Optional.ofNullable(before.get(kind)).orElse(0.0)));
    return difference;
  }

  private static Stream<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }
}

package org.fbnetspark.driver.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.rounds.NoExecutorsException;
import org.fbnetspark.driver.rounds.SparkStoppedException;
import org.fbnetspark.driver.rounds.TimingLock;
import org.fbnetspark.driver.search.SearchJob;
import org.fbnetspark.experiment.Configuration;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.run.RunStoppedException;
import org.fbnetspark.run.SweepDirectory;
import org.fbnetspark.store.CorruptFileException;

/** Runs the searches of a plan side by side, each in a thread and a fair pool of its own. */
final class SweepRuns {

  private static final String POOL = "spark.scheduler.pool";

  private final JavaSparkContext spark;
  private final SweepDirectory directory;
  private final SweepPlan plan;
  private final int attempts;
  private final Consumer<String> lines;
  private final SweepProgress progress;
  private final Map<String, Object> locks = new ConcurrentHashMap<>();

  /** Whether no executor is left; every further run would wait for one as long. */
  private volatile boolean stranded;

  SweepRuns(
      JavaSparkContext spark,
      SweepDirectory directory,
      SweepPlan plan,
      int attempts,
      Consumer<String> lines) {
    this.spark = spark;
    this.directory = directory;
    this.plan = plan;
    this.attempts = attempts;
    this.lines = lines;
    int points = plan.runs().stream().mapToInt(run -> run.points().size()).sum();
    int finished =
        plan.runs().stream()
            .filter(PlannedRun::finished)
            .mapToInt(run -> run.points().size())
            .sum();
    progress = new SweepProgress(points, finished, lines, System::nanoTime);
    plan.warmUps()
        .forEach(
            (key, one) -> progress.add(warmUpName(key), one.epochs(), one.epochs() - one.left()));
    for (PlannedRun run : plan.left()) {
      int epochs = run.experiment().search().epochs();
      progress.add(run.name(), epochs, epochs - run.epochsLeft());
      progress.retrains(run.name(), run.retrainingsLeft(), run.experiment().retrainingEpochs());
    }
  }

  /** Something that may fail and be tried again. */
  private interface Work {
    void run() throws IOException;
  }

  /**
   * Runs everything, or what it comes to before no executor is left.
   *
   * @return why points failed, by their names
   * @throws SparkStoppedException where Spark has ended before them
   */
  Map<String, String> run() {
    ExecutorService threads = Executors.newFixedThreadPool(plan.parallel());
    try {
      Map<String, Future<Optional<String>>> shared = new LinkedHashMap<>();
      for (String key : plan.warmUps().keySet()) {
        String name = warmUpName(key);
        shared.put(key, threads.submit(() -> ended(name, 0, () -> warmUp(key))));
      }
      Map<String, String> withoutWarmUp = failures(shared);
      Map<String, Future<Optional<String>>> points = new LinkedHashMap<>();
      for (PlannedRun run : plan.left()) {
        Optional<String> lost = run.warmUp().map(withoutWarmUp::get);
        int number = run.points().size();
        points.put(
            run.name(),
            threads.submit(
                () ->
                    lost.isPresent()
                        ? ended(run.name(), number, lost.map(why -> "its warm-up failed: " + why))
                        : ended(run.name(), number, () -> point(run))));
      }
      Map<String, String> failures = failures(points);
      SparkStoppedException.throwIf(spark);
      return ofPoints(failures);
    } finally {
      threads.shutdownNow();
    }
  }

  private static String warmUpName(String key) {
    return "warm-up " + key;
  }

  private Map<String, String> ofPoints(Map<String, String> failuresOfRuns) {
    Map<String, String> failures = new LinkedHashMap<>();
    for (PlannedRun run : plan.left()) {
      Optional.ofNullable(failuresOfRuns.get(run.name()))
          .ifPresent(why -> run.points().forEach(point -> failures.put(point, why)));
    }
    return failures;
  }

  /** One that does not begin has not failed. */
  private Optional<String> ended(String name, int points, Work work) {
    if (stranded || spark.sc().isStopped()) {
      return Optional.empty();
    }
    Optional<String> failure = tried(name, work);
    // What was interrupted has not failed.
    return spark.sc().isStopped() ? failure : ended(name, points, failure);
  }

  private Optional<String> ended(String name, int points, Optional<String> failure) {
    progress.ended(name, points, failure.isEmpty());
    return failure;
  }

  private static Map<String, String> failures(Map<String, Future<Optional<String>>> futures) {
    Map<String, String> failures = new LinkedHashMap<>();
    for (Map.Entry<String, Future<Optional<String>>> one : futures.entrySet()) {
      try {
        one.getValue().get().ifPresent(why -> failures.put(one.getKey(), why));
      } catch (ExecutionException e) {
        failures.put(one.getKey(), reason(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("The sweep was interrupted", e);
      }
    }
    return failures;
  }

  /** Tries as often as may be; a refusal would be one again, and executors were waited for. */
  private Optional<String> tried(String name, Work work) {
    spark.setLocalProperty(POOL, name);
    Consumer<String> own = prefixed(name);
    for (int attempt = 1; ; attempt++) {
      try {
        work.run();
        return Optional.empty();
      } catch (JobRefusedException refused) {
        own.accept("error: refused: " + refused.getMessage());
        return Optional.of("refused: " + refused.getMessage());
      } catch (IOException | RuntimeException failed) {
        String why = reason(failed);
        if (spark.sc().isStopped()) {
          return Optional.of(why);
        }
        own.accept("error: attempt " + attempt + " of " + attempts + " failed: " + why);
        if (ExceptionUtils.indexOfType(failed, NoExecutorsException.class) >= 0) {
          strand();
        }
        // A file that is damaged will be so again.
        if (attempt >= attempts
            || stranded
            || ExceptionUtils.indexOfType(failed, CorruptFileException.class) >= 0) {
          return Optional.of(why);
        }
      }
    }
  }

  private synchronized void strand() {
    if (!stranded) {
      stranded = true;
      lines.accept("error: no executor is left, so that no further run begins");
    }
  }

  /**
   * The causes in a line, without the stack traces that Spark writes into its messages, and without
   * how a run would go on by itself: only the sweep knows where a warm-up ends.
   */
  private static String reason(Throwable failure) {
    List<String> told = new ArrayList<>();
    for (Throwable cause : ExceptionUtils.getThrowableList(failure)) {
      if (cause instanceof RunStoppedException) {
        continue;
      }
      String first = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
      String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : first;
      if (told.stream().noneMatch(before -> before.contains(text))) {
        told.add(text);
      }
    }
    return String.join(", because: ", told);
  }

  private Consumer<String> prefixed(String name) {
    return text -> text.lines().forEach(line -> lines.accept("[" + name + "] " + line));
  }

  private void point(PlannedRun run) throws IOException {
    RunDirectory own = directory.point(run.name());
    // Before the point computes: whoever waits here must not keep others from timing.
    Optional<Weights> warmedUp =
        run.warmUp().isPresent() && !own.hasCheckpoints()
            ? Optional.of(warmUp(run.warmUp().get()))
            : Optional.empty();
    SearchJob job = job(run.name(), run.configuration(), own, warmedUp);
    TimingLock.computing(job::run);
  }

  /** Trains the epochs that runs share, or takes them as they were trained before. */
  private Weights warmUp(String key) throws IOException {
    synchronized (locks.computeIfAbsent(key, k -> new Object())) {
      SearchJob job =
          job(
              warmUpName(key),
              plan.warmUps().get(key).configuration(),
              directory.warmUp(key),
              Optional.empty());
      return TimingLock.computing(job::warmUp);
    }
  }

  private SearchJob job(
      String name, Configuration configuration, RunDirectory own, Optional<Weights> warmedUp)
      throws IOException {
    return new SearchJob(
        spark,
        configuration.experiment(),
        new RunStart(own.path(), own.begun(), configuration.render()),
        prefixed(name),
        warmedUp,
        List.of(progress.watch(name)));
  }
}

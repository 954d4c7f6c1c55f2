package org.fbnetspark.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.fault.Holds.Held;
import org.fbnetspark.run.RunStoppedException;

/** Faults of executors in an application that outlives them. */
final class ExecutorTrials {

  private static final int PATIENCE_SECONDS = 400;

  private final Path folder;
  private final String mode;
  private final Application application;
  private final Expected expected;
  private int runs;

  ExecutorTrials(Path folder, String mode, Application application, Expected expected) {
    this.folder = folder;
    this.mode = mode;
    this.application = application;
    this.expected = expected;
  }

  /** What jobs give that nobody disturbs. */
  record Expected(Map<Work, String> bits) {

    /** Of jobs that are done in an application for it. */
    static Expected of(Path folder, Application application) throws Exception {
      application.ready(application.executors());
      return of(folder, application.spark());
    }

    /** The same; nothing is measured where that is refused. */
    static Expected of(Path folder, JavaSparkContext spark) throws Exception {
      Map<Work, String> bits = new EnumMap<>(Work.class);
      for (Work work : Work.values()) {
        if (work != Work.PROFILE || measures(spark.getConf())) {
          String run = folder.resolve("calm-" + work).toString();
          work.run(spark, folder, run, false, line -> {});
          bits.put(work, work.bits(run));
        }
      }
      return new Expected(bits);
    }

    private static boolean measures(SparkConf conf) {
      return !conf.getBoolean("spark.speculation", false)
          && !conf.getBoolean("spark.dynamicAllocation.enabled", false);
    }

    /** What is wrong with a run that has ended, or empty. */
    Optional<String> wrong(Work work, String run) throws IOException {
      List<String> left = Work.leftovers(run);
      if (!left.isEmpty()) {
        return Optional.of("left over: " + left);
      }
      for (String metrics : work.metrics(run)) {
        String told = Work.text(metrics);
        if (told.lines().count() != Work.EPOCHS) {
          return Optional.of("other epochs told in " + metrics + ": " + told);
        }
      }
      String found = work.bits(run);
      return found.equals(bits.get(work))
          ? Optional.empty()
          : Optional.of("other bits: " + found + " in place of " + bits.get(work));
    }
  }

  /** One trial; whatever happens in it is its outcome. */
  Trial trial(ExecutorFault fault, Phase phase, long seed)
      throws InterruptedException, IOException {
    long start = System.nanoTime();
    String detail;
    Outcome outcome;
    if (fault == ExecutorFault.LOCAL_DISK_FULL && application.disk().isEmpty()) {
      return new Trial(
          mode, fault.words(), phase.name(), seed, Outcome.SKIPPED, 0, "mounting is not allowed");
    }
    String run = folder.resolve(mode + "-run-" + ++runs).toString();
    try {
      // One more than are struck, which the work can go on with.
      application.ready(fault.held() + 1);
      Told told = disturbed(fault, phase, seed, run);
      outcome = told.outcome();
      detail = told.detail();
    } catch (Exception | AssertionError broken) {
      outcome = Outcome.FAILED;
      detail = Attempt.chain(broken);
      ExecutorFault.mend(application);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Trial(mode, fault.words(), phase.name(), seed, outcome, seconds, detail);
  }

  private record Told(Outcome outcome, String detail) {}

  private Told disturbed(ExecutorFault fault, Phase phase, long seed, String run) throws Exception {
    Random random = new Random(seed);
    int epoch = phase.firstEpoch() + random.nextInt(Work.EPOCHS + 1 - phase.firstEpoch());
    application.holds().want(phase.pattern(epoch), fault.held());
    Attempt attempt = application.begin(phase.work(), run, false);
    List<Held> held = application.held(fault.held(), attempt);
    if (held.isEmpty()) {
      application.holds().clear();
      return new Told(
          Outcome.FAILED,
          "the phase did not come: "
              + attempt.outcome(1).map(Attempt::chain).orElse("ended before")
              + attempt.said());
    }
    if (random.nextBoolean()) {
      for (Held one : held) {
        one.release();
      }
      Thread.sleep(random.nextInt(40));
    }
    try {
      fault.strike(application, held, random);
      for (Held one : held) {
        one.release();
      }
      Optional<Throwable> failure = attempt.outcome(PATIENCE_SECONDS);
      ExecutorFault.mend(application);
      if (failure.isEmpty()) {
        return told(Outcome.WENT_ON, phase.work(), run, "");
      }
      return stopped(phase.work(), run, failure.get());
    } finally {
      ExecutorFault.mend(application);
    }
  }

  /** A failure that says how to go on, after which the same application does so. */
  private Told stopped(Work work, String run, Throwable failure) throws Exception {
    String why = Attempt.chain(failure);
    boolean hinted =
        work == Work.PROFILE
            ? why.contains("run the command again")
            : failure instanceof RunStoppedException
                && failure
                    .getMessage()
                    .contains("./submit/" + work.command() + " --resume --run-dir");
    if (!hinted) {
      return new Told(Outcome.FAILED, why);
    }
    application.ready(1);
    Optional<Throwable> again = application.begin(work, run, true).outcome(PATIENCE_SECONDS);
    return again.isPresent()
        ? new Told(Outcome.FAILED, why + "resumed: " + Attempt.chain(again.get()))
        : told(Outcome.RESUMED, work, run, why);
  }

  private Told told(Outcome outcome, Work work, String run, String detail) throws IOException {
    return expected
        .wrong(work, run)
        .map(wrong -> new Told(Outcome.FAILED, wrong + " " + detail))
        .orElse(new Told(outcome, detail));
  }
}

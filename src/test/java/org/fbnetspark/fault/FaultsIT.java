package org.fbnetspark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.fault.ExecutorTrials.Expected;
import org.fbnetspark.testing.SparkProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever machine fails, and whenever, a run goes on, or stops and says how to go on; its bits are
 * those of a calm one. Some of the trials of {@link FaultMatrixIT}, on one cluster of two executor
 * processes.
 */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsIT {

  private static final int PATIENCE_SECONDS = 300;

  @TempDir static Path folder;
  private static Optional<SmallDisk> disk;
  private static Application application;
  private static ExecutorTrials executors;
  private static DriverTrials drivers;

  @BeforeAll
  static void start() throws Exception {
    Work.prepare(folder);
    disk = SmallDisk.mounted(folder.resolve("disk"), 16);
    application = new Application(folder, Map.of("spark.fbnet.executorWait", "60s"), 2, disk);
    Expected expected = Expected.of(folder, application);
    executors = new ExecutorTrials(folder, "plain", application, expected);
    drivers = new DriverTrials(folder, expected, application::spark, Optional.empty());
  }

  @AfterAll
  static void end() throws Exception {
    application.close();
    if (disk.isPresent()) {
      disk.get().close();
    }
  }

  private static void ends(Trial trial, Outcome wanted) {
    if (trial.outcome() == Outcome.SKIPPED) {
      System.out.println("skipped: " + trial.line());
    } else {
      assertThat(trial.outcome()).as(trial.line()).isEqualTo(wanted);
    }
  }

  @Test
  void executorsThatAreKilledAreDoneWithout() throws Exception {
    ends(executors.trial(ExecutorFault.KILLED, Phase.AVERAGING, 1), Outcome.WENT_ON);
    ends(executors.trial(ExecutorFault.ALL_KILLED, Phase.THETA, 2), Outcome.WENT_ON);
    ends(executors.trial(ExecutorFault.KILLED, Phase.RETRAINING, 3), Outcome.WENT_ON);
    ends(executors.trial(ExecutorFault.KILLED, Phase.PROFILING, 4), Outcome.WENT_ON);
  }

  @Test
  void executorsOfASearchForSeveralGoalsAreDoneWithoutToo() throws Exception {
    ends(executors.trial(ExecutorFault.KILLED, Phase.GOALS_THETA, 11), Outcome.WENT_ON);
  }

  @Test
  void anExecutorThatHangsIsGivenUp() throws Exception {
    ends(executors.trial(ExecutorFault.IDLE_HUNG, Phase.WEIGHTS, 5), Outcome.WENT_ON);
  }

  @Test
  void aFullDiskOfOneWorkerStopsTheRunAtWorst() throws Exception {
    Trial trial = executors.trial(ExecutorFault.LOCAL_DISK_FULL, Phase.WEIGHTS, 6);
    assertThat(trial.outcome()).as(trial.line()).isNotEqualTo(Outcome.FAILED);
  }

  @Test
  void aDriverKilledWithinACommitLosesAnEpochAtMost() throws Exception {
    ends(
        drivers.inCommit(DriverFault.KILLED_BEFORE_RENAME, Work.SEARCH, "epoch-000002.state", 7),
        Outcome.RESUMED);
  }

  @Test
  void aRetrainingInOneProcessThatIsKilledGoesOnInAnother() throws Exception {
    ends(drivers.inPhase(DriverFault.KILLED, Phase.RETRAINING, 8), Outcome.RESUMED);
  }

  @Test
  void aFullDiskStopsTheRunAndItSaysHowToGoOn() throws Exception {
    ends(drivers.inPhase(DriverFault.RUN_DISK_FULL, Phase.THETA, 9), Outcome.RESUMED);
  }

  @Test
  void aReadOnlyRunDirectoryIsRefused() throws Exception {
    ends(drivers.readOnlyFromTheStart(10), Outcome.REFUSED);
  }

  /** The last one, for it leaves no cluster. */
  @Test
  @Order(Integer.MAX_VALUE)
  void aRunWithoutAnyWorkerStopsAndSaysHowToGoOn() throws Exception {
    String run = folder.resolve("none-left").toString();
    // None comes back, so that there is nothing to be patient for.
    application.anew("spark.fbnet.executorWait", "5s");
    application.ready(1);
    application.holds().want(Phase.WEIGHTS.pattern(2), 1);
    Attempt attempt = application.begin(Work.SEARCH, run, false);
    assertThat(application.held(1, attempt)).hasSize(1);
    application.cluster().workers().forEach(SparkProcess::kill);
    assertThat(attempt.outcome(PATIENCE_SECONDS).map(Attempt::chain).orElse(""))
        .startsWith("RunStoppedException: ")
        .contains("its state after epoch 1 is kept", "./submit/search --resume --run-dir " + run)
        .contains("NoExecutorsException: no executor has been there for 5 s");
    DriverTrials.Ending ending = drivers.submitted(Work.SEARCH, run);
    assertThat(ending.outcome()).as(ending.detail()).isEqualTo(Outcome.RESUMED);
  }
}

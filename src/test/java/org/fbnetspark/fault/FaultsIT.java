package org.fbnetspark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.fbnetspark.fault.ExecutorTrials.Expected;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever machine fails, and whenever, a run goes on, or stops and says how to go on; its bits are
 * those of a calm one. Some of the trials of {@link FaultMatrixIT}, on one cluster.
 */
@Timeout(600)
class FaultsIT {

  @TempDir static Path folder;
  private static Optional<SmallDisk> disk;
  private static Application application;
  private static ExecutorTrials executors;
  private static DriverTrials drivers;

  @BeforeAll
  static void start() throws Exception {
    Work.prepare(folder);
    disk = SmallDisk.mounted(folder.resolve("disk"), 16);
    application = new Application(folder, FaultMatrix.Mode.PLAIN.settings(), 3, disk);
    Expected expected = Expected.of(folder, application);
    executors = new ExecutorTrials(folder, "plain", application, expected);
    drivers = new DriverTrials(folder, expected, application::spark);
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
    ends(executors.trial(ExecutorFault.TWO_KILLED, Phase.THETA, 2), Outcome.WENT_ON);
    ends(executors.trial(ExecutorFault.ALL_KILLED, Phase.WEIGHTS, 3), Outcome.WENT_ON);
    ends(executors.trial(ExecutorFault.KILLED, Phase.RETRAINING, 4), Outcome.WENT_ON);
    ends(executors.trial(ExecutorFault.KILLED, Phase.PROFILING, 5), Outcome.WENT_ON);
  }

  @Test
  void anExecutorThatHangsIsGivenUp() throws Exception {
    ends(executors.trial(ExecutorFault.IDLE_HUNG, Phase.AVERAGING, 2), Outcome.WENT_ON);
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

  @Test
  void aRunWithoutAnyWorkerStopsAndSaysHowToGoOn() throws Exception {
    ClusterTrials clusters = new ClusterTrials(folder, drivers);
    ends(clusters.noneLeft(Phase.WEIGHTS, 11), Outcome.RESUMED);
  }
}

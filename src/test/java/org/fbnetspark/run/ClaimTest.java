package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.ObjectStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {

  private static final int PROCESSES = 8;

  private final Storage storage = Storage.standard();

  @TempDir private Path directory;

  private Claim claim(Path path) throws IOException {
    return Claim.of(storage, path.toString());
  }

  private static void leave(Path file, ClaimHolder holder) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, holder.bytes());
  }

  private static ClaimHolder here() throws IOException {
    return ClaimHolder.here();
  }

  @Test
  void ofManyWhoClaimADirectoryAtOnceOneGoesOn() throws Exception {
    Random random = new Random(5);
    ExecutorService processes = Executors.newFixedThreadPool(PROCESSES);
    try {
      for (int race = 0; race < 200; race++) {
        Path run = directory.resolve("run-" + race);
        if (race % 2 == 1) {
          leave(
              run.resolve(".claim-" + (1 + random.nextInt(20))),
              new ClaimHolder(here().pid(), here().host(), Instant.EPOCH));
        }
        CyclicBarrier start = new CyclicBarrier(PROCESSES);
        List<Callable<Boolean>> racers = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
          int delay = random.nextInt(200_000);
          racers.add(
              () -> {
                start.await();
                long end = System.nanoTime() + delay;
                while (System.nanoTime() < end) {
                  Thread.onSpinWait();
                }
                return goesOn(run);
              });
        }
        int winners = 0;
        for (Future<Boolean> outcome : processes.invokeAll(racers)) {
          winners += outcome.get() ? 1 : 0;
        }
        assertThat(winners).as("race " + race).isEqualTo(1);
      }
    } finally {
      processes.shutdownNow();
    }
  }

  /** Claims as a command does that is killed, or goes on for ever. */
  private boolean goesOn(Path run) throws IOException {
    try {
      return claim(run).directory() != null;
    } catch (JobRefusedException refused) {
      assertThat(refused).hasMessageContaining("is being written by");
      return false;
    }
  }

  /** Both of two may give way there. */
  @Test
  void onAnObjectStoreNeverTwoGoOn() throws Exception {
    ExecutorService processes = Executors.newFixedThreadPool(PROCESSES);
    Storage objects = ObjectStore.storage();
    int claimed = 0;
    try {
      for (int race = 0; race < 100; race++) {
        String run = "objects://claims/run-" + race;
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<Boolean> racer =
            () -> {
              start.await();
              try {
                return Claim.of(objects, run).directory() != null;
              } catch (JobRefusedException refused) {
                assertThat(refused).hasMessageContaining("is being written by");
                return false;
              }
            };
        int winners = 0;
        for (Future<Boolean> outcome : processes.invokeAll(List.of(racer, racer))) {
          winners += outcome.get() ? 1 : 0;
        }
        assertThat(winners).as("race " + race).isLessThanOrEqualTo(1);
        claimed += winners;
      }
    } finally {
      processes.shutdownNow();
    }
    assertThat(claimed).isPositive();
    try (Claim claim = Claim.of(objects, "objects://claims/alone")) {
      assertThatThrownBy(() -> Claim.of(objects, claim.directory()))
          .hasMessageContaining("process " + here().pid() + " of ");
    }
    Claim.of(objects, "objects://claims/alone").close();
    assertThat(objects.exists("objects://claims/alone")).isFalse();
  }

  @Test
  void aClaimKeepsOthersOutUntilItIsClosedAndLeavesNothing() throws IOException {
    Path run = directory.resolve("run");
    try (Claim claim = claim(run)) {
      assertThat(claim.directory()).endsWith("/run");
      assertThatThrownBy(() -> claim(run))
          .isInstanceOf(JobRefusedException.class)
          .hasMessageContaining("process " + here().pid() + " of ")
          .hasMessageContaining("delete " + claim.directory() + "/.claim-1");
    }
    assertThat(run).doesNotExist();
    Files.createDirectory(run);
    claim(run).close();
    assertThat(run).isEmptyDirectory();
  }

  @Test
  void aFileIsClaimedBesideOthersOfItsDirectory() throws IOException {
    String table = storage.qualified(directory.resolve("a.json").toString());
    try (Claim claim = Claim.ofFile(storage, table)) {
      Claim.ofFile(storage, claim.directory() + "/b.json").close();
      assertThatThrownBy(() -> Claim.ofFile(storage, table)).hasMessageContaining("being written");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theClaimOfAKilledProcessIsPassed() throws Exception {
    Path run = directory.resolve("run");
    Process process = new ProcessBuilder("sleep", "60").start();
    ClaimHolder killed =
        new ClaimHolder(process.pid(), here().host(), process.info().startInstant().orElseThrow());
    leave(run.resolve(".claim-9"), killed);
    assertThatThrownBy(() -> claim(run)).hasMessageContaining("process " + process.pid());

    process.destroyForcibly().waitFor();
    try (Claim claim = claim(run)) {
      assertThat(claim.directory()).endsWith("/run");
      assertThat(run.resolve(".claim-10")).exists();
    }
    assertThat(run).isEmptyDirectory();
  }

  @Test
  void aHolderElsewhereIsJudgedByItsSign() throws IOException {
    Path run = directory.resolve("run");
    leave(run.resolve(".claim-1"), new ClaimHolder(1, "elsewhere", Instant.EPOCH));
    assertThatThrownBy(() -> claim(run)).hasMessageContaining("process 1 of elsewhere since 1970");
    Claim.of(storage, run.toString(), claimed -> true).close();

    Files.writeString(run.resolve(".claim-1"), "cut o");
    assertThatThrownBy(() -> Claim.of(storage, run.toString(), claimed -> true))
        .hasMessageContaining("written by another process")
        .hasMessageContaining("delete " + storage.qualified(run.toString()) + "/.claim-1");
  }

  @Test
  void whoeverLooksKnowsWhetherSomebodyOfThisHostWrites() throws IOException {
    Path run = directory.resolve("run");
    String path = storage.qualified(run.toString());
    assertThat(Claim.over(storage, path)).isTrue();
    try (Claim claim = claim(run)) {
      assertThat(Claim.over(storage, claim.directory())).isFalse();
    }
    assertThat(Claim.over(storage, path)).isTrue();
    leave(run.resolve(".claim-1"), new ClaimHolder(1, "elsewhere", Instant.EPOCH));
    assertThat(Claim.over(storage, path)).isFalse();
    leave(run.resolve(".claim-2"), new ClaimHolder(here().pid(), here().host(), Instant.EPOCH));
    assertThat(Claim.over(storage, path)).isTrue();
    Files.writeString(run.resolve(".claim-2"), "cut o");
    assertThat(Claim.over(storage, path)).isFalse();
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> claim(file.resolve("set")))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("cannot be written")
        .hasMessageEndingWith("/set writable, or choose another directory");
  }

  private static void age(Path file, int minutes) throws IOException {
    FileTime time = FileTime.from(Instant.now().minusSeconds(60L * minutes));
    Files.setLastModifiedTime(file, time);
  }

  /** Nothing else that is written tells of who prepares data, exports, packs or profiles. */
  @Test
  void aHolderElsewhereThatNoLongerRenewsItsClaimIsPassed() throws IOException {
    Path set = directory.resolve("set");
    ClaimHolder elsewhere = new ClaimHolder(1, "elsewhere", Instant.EPOCH);
    leave(set.resolve(".claim-1"), elsewhere);
    leave(set.resolve(".table.json.claim-1"), elsewhere);
    String table = storage.qualified(set.resolve("table.json").toString());
    age(set.resolve(".claim-1"), 9);
    age(set.resolve(".table.json.claim-1"), 9);
    assertThatThrownBy(() -> claim(set)).hasMessageContaining("process 1 of elsewhere");
    assertThatThrownBy(() -> Claim.ofFile(storage, table)).hasMessageContaining("of elsewhere");

    Files.setLastModifiedTime(set.resolve(".claim-1"), FileTime.from(Instant.EPOCH));
    assertThatThrownBy(() -> claim(set)).hasMessageContaining("process 1 of elsewhere");

    age(set.resolve(".claim-1"), 11);
    age(set.resolve(".table.json.claim-1"), 11);
    claim(set).close();
    Claim.ofFile(storage, table).close();
    assertThat(set).isEmptyDirectory();
  }

  @Test
  void aClaimIsRenewedUntilItIsClosed() throws Exception {
    Path set = directory.resolve("set");
    Files.createDirectory(set);
    Path file = set.resolve(".claim-1");
    Duration often = Duration.ofMillis(20);
    try (Claim claim = Claim.renewed(storage, set.toString(), often)) {
      byte[] holder = Files.readAllBytes(file);
      age(file, 60);
      Instant aged = Files.getLastModifiedTime(file).toInstant();
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!Files.getLastModifiedTime(file).toInstant().isAfter(aged)) {
        assertThat(System.nanoTime()).as(claim.directory()).isLessThan(end);
        Thread.sleep(10);
      }
      assertThat(file).hasBinaryContent(holder);
    }
    Thread.sleep(5 * often.toMillis());
    assertThat(set).isEmptyDirectory();
  }

  @Test
  void onAnObjectStoreAsWell() throws Exception {
    Storage objects = ObjectStore.storage();
    try (Claim claim = Claim.renewed(objects, "objects://renewed/set", Duration.ofMillis(20))) {
      String file = objects.list(claim.directory()).get(0).path();
      Instant first = objects.modified(file);
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!objects.modified(file).isAfter(first)) {
        assertThat(System.nanoTime()).as(file).isLessThan(end);
        Thread.sleep(10);
      }
      assertThat(ClaimHolder.parse(objects.read(file, 4096))).contains(here());
    }
    assertThat(objects.exists("objects://renewed/set")).isFalse();
  }
}

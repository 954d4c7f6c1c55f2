package org.fbnetspark.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.fault.ExecutorTrials.Expected;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.Signal;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SparkProcess.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that works for an hour, a search or a retraining after another, while an executor
 * is killed every two minutes: bits stay, memory stays flat, nothing is left on disk. One executor
 * is spared, to be watched.
 */
class SoakIT {

  private static final int MINUTES = Integer.getInteger("soak.minutes", 0);
  private static final long KILL_SECONDS = 120;
  private static final long SAMPLE_SECONDS = 15;

  /** Caches fill, and compilers compile, in this part of the time. */
  private static final double WARM_UP = 0.3;

  private static final int EXECUTORS = 3;
  private static final int CLEARING_SECONDS = 60;

  /** Files of a sort in the driver's temporary folder, which others use too, that are no leak. */
  private static final int FEW_FILES = 10;

  /**
   * What an executor may have on disk in a round, twice over: weights and momentum of every shard.
   * One that is killed leaves it there until the application ends.
   */
  private static final long ROUND_BYTES =
      4L * Work.SHARDS * Float.BYTES * new WeightLayout(SmallSearch.SPACE.network()).length();

  @TempDir Path folder;

  private final Map<String, Trend> trends = new LinkedHashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int works;
  private int kills;
  private long mostBytes;

  @Test
  void killsForAnHourLeaveNothingBehind() throws Exception {
    assumeTrue(MINUTES > 0, "the profile thorough does this");
    Work.prepare(folder);
    TemporaryFiles ofDriver = TemporaryFiles.in(Path.of(System.getProperty("java.io.tmpdir")));
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Map<String, String> settings = FaultMatrix.Mode.PLAIN.settings();
    settings.put("spark.executor.defaultJavaOptions", "-Djava.io.tmpdir=" + temporary);
    settings.put("spark.local.dir", local(0).toString());
    // Nothing hangs here, and the one that is watched must not be given up.
    settings.put("spark.network.timeout", "5min");
    List<Place> places =
        IntStream.rangeClosed(1, EXECUTORS)
            .mapToObj(i -> new Place(Place.HERE.host(), List.of(), Optional.of(local(i))))
            .toList();
    try (Application application = new Application(folder, settings, places, Optional.empty())) {
      soak(application, Expected.of(folder, application));
      System.out.println(works + " searches and retrainings, " + kills + " kills");
      trends.values().forEach(System.out::println);
      System.out.println("most that Spark had on disk: " + mostBytes + " bytes");
      application.spark().close();
      awaitNothingLeft(temporary);
    }
    assertThat(ofDriver.left(Math.max(FEW_FILES, works / 2)))
        .as(
            "sorts of files of which every other work has left one in the driver's temporary folder")
        .isEmpty();
    assertThat(wrong).isEmpty();
    assertThat(kills).isGreaterThanOrEqualTo((int) (MINUTES * 60 / KILL_SECONDS) - 1);
    assertThat(mostBytes).isLessThanOrEqualTo((kills + EXECUTORS) * ROUND_BYTES);
    assertThat(trends.values()).allMatch(Trend::flat);
  }

  /** Workers clear up behind an application that has ended, and executors behind themselves. */
  private void awaitNothingLeft(Path temporary) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLEARING_SECONDS);
    List<Path> left;
    do {
      Thread.sleep(100);
      left = left(temporary);
      for (int i = 0; i <= EXECUTORS; i++) {
        left.addAll(left(local(i)));
      }
    } while (!left.isEmpty() && System.nanoTime() < end);
    assertThat(left).isEmpty();
  }

  private Path local(int worker) {
    return folder.resolve("local-" + worker);
  }

  private void soak(Application application, Expected expected) throws Exception {
    String spared = application.cluster().executors().firstKey();
    long start = System.nanoTime();
    long nextKill = KILL_SECONDS;
    long nextSample = (long) (MINUTES * 60 * WARM_UP);
    while (seconds(start) < MINUTES * 60L
        && application.cluster().executors().containsKey(spared)) {
      Work work = works % 2 == 0 ? Work.SEARCH : Work.RETRAINING;
      String run = folder.resolve("run-" + ++works).toString();
      Attempt attempt = application.begin(work, run, false);
      while (!attempt.ended()) {
        if (seconds(start) >= nextKill) {
          kill(application, spared);
          nextKill += KILL_SECONDS;
        }
        ProcessHandle watched = application.cluster().executors().get(spared);
        if (watched == null) {
          wrong.add("the executor that was to be spared has ended");
          break;
        }
        if (seconds(start) >= nextSample) {
          sample(watched, seconds(start) / 60.0);
          nextSample += SAMPLE_SECONDS;
        }
        Thread.sleep(20);
      }
      attempt.outcome(60).map(Attempt::chain).ifPresent(wrong::add);
      expected.wrong(work, run).ifPresent(why -> wrong.add(run + ": " + why));
      Storage.standard().delete(run);
    }
  }

  private static long seconds(long start) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
  }

  /** In the middle of whatever is going on: the one that has lived longest of those not spared. */
  private void kill(Application application, String spared) throws IOException {
    Optional<ProcessHandle> victim =
        application.cluster().executors().entrySet().stream()
            .filter(executor -> !executor.getKey().equals(spared))
            .map(Map.Entry::getValue)
            .min(Comparator.comparing(process -> process.info().startInstant().orElseThrow()));
    if (victim.isPresent()) {
      Signal.KILL.send(victim.get());
      kills++;
    }
  }

  private void sample(ProcessHandle watched, double minute) throws IOException {
    Memory driver = Memory.here();
    Memory executor = Memory.of(watched);
    add("driver: heap in MB", minute, driver.heapMegabytes());
    add("driver: resident MB", minute, driver.residentMegabytes());
    add("executor: heap in MB", minute, executor.heapMegabytes());
    add("executor: resident MB", minute, executor.residentMegabytes());
    long bytes = 0;
    for (int i = 0; i <= EXECUTORS; i++) {
      bytes += left(local(i)).stream().mapToLong(file -> file.toFile().length()).sum();
    }
    mostBytes = Math.max(mostBytes, bytes);
  }

  private void add(String name, double minute, double value) throws IOException {
    Trend trend =
        trends.computeIfAbsent(name, key -> new Trend(key, new ArrayList<>(), new ArrayList<>()));
    trend.minutes().add(minute);
    trend.values().add(value);
    Path file = Files.createDirectories(Path.of("target/faults")).resolve("soak.tsv");
    Files.writeString(
        file,
        String.format(Locale.ROOT, "%.2f\t%s\t%.2f%n", minute, name, value),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Files in a folder, which may not be there; those that go meanwhile are none. */
  private static List<Path> left(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return new ArrayList<>();
    }
    List<Path> left = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files.filter(Files::isRegularFile).forEach(left::add);
    } catch (UncheckedIOException gone) {
      return left;
    }
    return left;
  }
}

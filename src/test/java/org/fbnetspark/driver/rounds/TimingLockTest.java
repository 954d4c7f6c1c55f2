package org.fbnetspark.driver.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TimingLockTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger computing = new AtomicInteger();
  private final AtomicInteger timing = new AtomicInteger();
  private final AtomicInteger beside = new AtomicInteger();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private void compute() {
    computing.incrementAndGet();
    if (timing.get() > 0) {
      beside.incrementAndGet();
    }
    Thread.yield();
    computing.decrementAndGet();
  }

  private String time() {
    timing.incrementAndGet();
    for (int i = 0; i < 20; i++) {
      if (computing.get() > 0 || timing.get() != 1) {
        beside.incrementAndGet();
      }
      Thread.yield();
    }
    timing.decrementAndGet();
    return "timed";
  }

  /** Jobs that compute between their rounds as well, and time in the middle and in the end. */
  @Test
  void nothingComputesBesideTiming() throws Exception {
    Callable<String> job =
        () ->
            TimingLock.computing(
                () -> {
                  for (int round = 0; round < 200; round++) {
                    TimingLock.giveWay();
                    TimingLock.computing(
                        () -> {
                          compute();
                          return "round";
                        });
                    compute();
                    if (round % 50 == 49) {
                      TimingLock.timing(() -> TimingLock.timing(this::time));
                    }
                  }
                  return "done";
                });
    List<Future<String>> jobs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      jobs.add(threads.submit(job));
    }
    for (Future<String> one : jobs) {
      assertThat(one.get()).isEqualTo("done");
    }
    assertThat(beside).hasValue(0);
  }

  @Test
  void whoWaitsToTimeComesBeforeTheNextRound() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    Future<String> job =
        threads.submit(
            () ->
                TimingLock.computing(
                    () -> {
                      begun.countDown();
                      // The other thread may need a while to begin to wait.
                      while (order.isEmpty()) {
                        TimingLock.giveWay();
                        Thread.onSpinWait();
                      }
                      order.add("round");
                      return "done";
                    }));
    begun.await();
    TimingLock.timing(() -> order.add("timed"));
    job.get();
    assertThat(order).containsExactly("timed", "round");
  }

  @Test
  void roundsComputeSideBySide() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Callable<Boolean> round =
        () ->
            TimingLock.computing(
                () -> {
                  both.countDown();
                  return both.await(60, TimeUnit.SECONDS);
                });
    Future<Boolean> one = threads.submit(round);
    Future<Boolean> other = threads.submit(round);
    assertThat(one.get()).isTrue();
    assertThat(other.get()).isTrue();
  }

  @Test
  void failuresGiveTheLockBack() throws Exception {
    assertThatThrownBy(
            () ->
                TimingLock.computing(
                    () ->
                        TimingLock.timing(
                            () -> {
                              throw new IllegalStateException("no");
                            })))
        .hasMessage("no");
    assertThat(threads.submit(() -> TimingLock.timing(this::time)).get()).isEqualTo("timed");
  }
}

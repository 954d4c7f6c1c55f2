package org.fbnetspark.driver.rounds;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps an application from timing networks beside anything else. All that computes shares the
 * lock: rounds, evaluations, and whole jobs that run side by side, with what their driver does
 * between rounds. What times has it alone: it waits until the rounds that are going on have ended,
 * and no other begins before it is done. A local process, whose jobs share its processors, is held
 * to it as a cluster is.
 */
public final class TimingLock {

  private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock(true);

  private TimingLock() {}

  /**
   * What is done under the lock.
   *
   * @param <T> what it gives
   * @param <E> what it may throw
   */
  public interface Work<T, E extends Exception> {
    T work() throws E;
  }

  /**
   * Computes, beside others that compute. A thread may do so within its own computing or timing.
   */
  public static <T, E extends Exception> T computing(Work<T, E> work) throws E {
    LOCK.readLock().lock();
    try {
      return work.work();
    } finally {
      LOCK.readLock().unlock();
    }
  }

  /**
   * Times, beside nothing. A thread that computes interrupts that meanwhile, and others may compute
   * before it times.
   */
  public static <T, E extends Exception> T timing(Work<T, E> work) throws E {
    int shares = LOCK.isWriteLockedByCurrentThread() ? 0 : release();
    LOCK.writeLock().lock();
    try {
      return work.work();
    } finally {
      // Before the lock is given back, so that nobody times between.
      take(shares);
      LOCK.writeLock().unlock();
    }
  }

  /**
   * Lets those time first who wait for it, where this thread computes and is between two rounds.
   */
  public static void giveWay() {
    if (LOCK.hasQueuedThreads() && !LOCK.isWriteLockedByCurrentThread()) {
      take(release());
    }
  }

  private static int release() {
    int shares = LOCK.getReadHoldCount();
    for (int i = 0; i < shares; i++) {
      LOCK.readLock().unlock();
    }
    return shares;
  }

  private static void take(int shares) {
    for (int i = 0; i < shares; i++) {
      LOCK.readLock().lock();
    }
  }
}

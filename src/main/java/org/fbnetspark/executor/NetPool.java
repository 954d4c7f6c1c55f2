package org.fbnetspark.executor;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.net.Supernet;

/**
 * Supernets that tasks borrow and give back, so that each task slot builds one in the life of a
 * run; building takes seconds and hundreds of megabytes. Runs side by side keep theirs: an idle net
 * is closed where another needs its room, the one first that was not used for longest, and where
 * nobody has used it for so long that its run is over.
 */
final class NetPool {

  /** Time without use after which a net goes; nobody tells an executor that a run is over. */
  static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** What a task does with a borrowed net. */
  interface Work<T> {
    T with(NetSlot slot) throws IOException;
  }

  /**
   * A net that nobody borrows.
   *
   * @param usedNanos when it was given back
   */
  private record Idle(NetKey key, NetSlot slot, long bytes, long usedNanos) {}

  private final Function<NetKey, Supernet> builder;
  private final ToLongFunction<NetKey> sizes;
  private final LongSupplier nanos;

  /** The one that was used last comes first. */
  private final Deque<Idle> idle = new ArrayDeque<>();

  private long heldBytes;

  /**
   * An empty pool.
   *
   * @param builder makes a net
   * @param sizes tells the bytes that a net takes
   * @param nanos the clock
   */
  NetPool(Function<NetKey, Supernet> builder, ToLongFunction<NetKey> sizes, LongSupplier nanos) {
    this.builder = builder;
    this.sizes = sizes;
    this.nanos = nanos;
  }

  /**
   * Works with a net of this key; a net whose work fails is not used again.
   *
   * @param budget bytes that all nets of this process may take together; what is borrowed is not
   *     held to it, for its runs were found to fit before they began
   */
  <T> T borrow(NetKey key, long budget, Work<T> work) throws IOException {
    Idle net = take(key, budget);
    boolean done = false;
    try {
      T result = work.with(net.slot());
      done = true;
      return result;
    } finally {
      if (done) {
        giveBack(net, budget);
      } else {
        drop(net);
      }
    }
  }

  /** Bytes of all nets, borrowed ones among them. */
  synchronized long heldBytes() {
    return heldBytes;
  }

  private Idle take(NetKey key, long budget) {
    long bytes;
    synchronized (this) {
      closeUnused();
      Iterator<Idle> latestFirst = idle.iterator();
      while (latestFirst.hasNext()) {
        Idle net = latestFirst.next();
        if (net.key().equals(key)) {
          latestFirst.remove();
          return net;
        }
      }
      bytes = sizes.applyAsLong(key);
      // Before the new one is built, or both would need their room at the same time.
      closeBeyond(budget - bytes);
      heldBytes += bytes;
    }
    try {
      NetSlot slot = new NetSlot(builder.apply(key), Factors.whole(key.network()));
      return new Idle(key, slot, bytes, 0);
    } catch (RuntimeException | Error failed) {
      synchronized (this) {
        heldBytes -= bytes;
      }
      throw failed;
    }
  }

  private synchronized void giveBack(Idle net, long budget) {
    idle.push(new Idle(net.key(), net.slot(), net.bytes(), nanos.getAsLong()));
    closeBeyond(budget);
  }

  private synchronized void drop(Idle net) {
    heldBytes -= net.bytes();
    net.slot().close();
  }

  private void closeUnused() {
    long now = nanos.getAsLong();
    while (!idle.isEmpty() && now - idle.peekLast().usedNanos() > IDLE_NANOS) {
      drop(idle.removeLast());
    }
  }

  private void closeBeyond(long bytes) {
    while (heldBytes > bytes && !idle.isEmpty()) {
      drop(idle.removeLast());
    }
  }
}

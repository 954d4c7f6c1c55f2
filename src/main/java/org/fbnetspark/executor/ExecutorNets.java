package org.fbnetspark.executor;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.net.engines.Supernets;

/**
 * The supernets of this JVM. A task borrows one and gives it back, so each task slot builds one
 * supernet in the life of a run; building takes seconds and hundreds of megabytes.
 */
final class ExecutorNets {

  /** What a task does with a borrowed net. */
  interface Work<T> {
    T with(NetSlot slot) throws IOException;
  }

  private static final Map<NetKey, Deque<NetSlot>> IDLE = new HashMap<>();

  private ExecutorNets() {}

  /** Works with a net of this key; a net whose work fails is not used again. */
  static <T> T borrow(NetKey key, Work<T> work) throws IOException {
    NetSlot slot = take(key);
    boolean done = false;
    try {
      T result = work.with(slot);
      done = true;
      return result;
    } finally {
      if (done) {
        giveBack(key, slot);
      } else {
        slot.close();
      }
    }
  }

  private static NetSlot take(NetKey key) {
    synchronized (IDLE) {
      closeOtherRuns(key);
      Deque<NetSlot> idle = IDLE.get(key);
      if (idle != null && !idle.isEmpty()) {
        return idle.pop();
      }
    }
    return new NetSlot(
        Supernets.create(key.network(), key.batch(), key.engine()), Factors.whole(key.network()));
  }

  private static void giveBack(NetKey key, NetSlot slot) {
    synchronized (IDLE) {
      IDLE.computeIfAbsent(key, k -> new ArrayDeque<>()).push(slot);
    }
  }

  private static void closeOtherRuns(NetKey key) {
    Iterator<Map.Entry<NetKey, Deque<NetSlot>>> entries = IDLE.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<NetKey, Deque<NetSlot>> entry = entries.next();
      if (!entry.getKey().equals(key)) {
        entry.getValue().forEach(NetSlot::close);
        entries.remove();
      }
    }
  }
}

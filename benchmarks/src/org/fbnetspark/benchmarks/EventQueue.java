package org.fbnetspark.benchmarks;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What happens at which time; what happens at the same time does so in the order it was told. */
final class EventQueue {

  private record Event(double time, long number, Runnable what) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingDouble(Event::time).thenComparingLong(Event::number));
  private long told;
  private double now;

  /** The time of what happens now, in seconds. */
  double now() {
    return now;
  }

  /** Something happens at a time that is not over. */
  void at(double time, Runnable what) {
    if (!(time >= now)) {
      throw new IllegalArgumentException(time + " is over at " + now);
    }
    events.add(new Event(time, told++, what));
  }

  /** Lets everything happen, and gives the time of the last of it. */
  double run() {
    while (!events.isEmpty()) {
      Event next = events.remove();
      now = next.time();
      next.what().run();
    }
    return now;
  }
}

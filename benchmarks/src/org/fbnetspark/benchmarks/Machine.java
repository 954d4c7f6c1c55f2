package org.fbnetspark.benchmarks;

/**
 * A machine's thread and its network, one way in and one out: each does what it is given in the
 * order in which it is given.
 */
final class Machine {

  private double busyUntil;
  private double inUntil;
  private double outUntil;

  /**
   * Work of its thread.
   *
   * @param now when it is given
   * @return when it is done
   */
  double works(double now, double seconds) {
    busyUntil = Math.max(now, busyUntil) + seconds;
    return busyUntil;
  }

  /**
   * Bytes to another machine. They wait for the way out of this one, then between the two for the
   * way into that one, as in a switch that never blocks; to itself they take no time.
   *
   * @param now when they are asked for
   * @param link of each way
   * @return when they are there
   */
  double sends(Machine to, double now, long bytes, Link link) {
    if (to == this) {
      return now;
    }
    double seconds = bytes / link.bytesPerSecond();
    double start = Math.max(now + link.latency(), outUntil);
    outUntil = start + seconds;
    to.inUntil = Math.max(start, to.inUntil) + seconds;
    return to.inUntil;
  }

  /**
   * The network.
   *
   * @param bytesPerSecond of each way; infinite between processes of one machine
   * @param latency of what is asked for, in seconds
   */
  record Link(double bytesPerSecond, double latency) {}
}

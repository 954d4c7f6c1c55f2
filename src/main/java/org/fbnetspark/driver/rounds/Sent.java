package org.fbnetspark.driver.rounds;

import org.apache.spark.broadcast.Broadcast;

/** What executors have been sent. */
public final class Sent {

  private Sent() {}

  /**
   * Takes it back from all of them, and waits: once nobody holds it, Spark's cleaner would remove
   * it at the same time. An executor that does not answer is one that hangs, which is given up
   * soon, and what it holds with it; nothing that was computed depends on it, so nothing fails.
   * Spark says so in its log.
   */
  public static void takeBack(Broadcast<?> sent) {
    try {
      sent.destroy(true);
    } catch (Exception noAnswer) {
      // Scala throws what it does not declare.
      if (noAnswer instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

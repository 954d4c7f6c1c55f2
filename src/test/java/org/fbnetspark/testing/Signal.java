package org.fbnetspark.testing;

import java.io.IOException;

/** What a process can be told from outside. */
public enum Signal {
  /** Stands still, until {@link #CONT}. */
  STOP,
  /** Goes on. */
  CONT,
  /** Ends at once, with nothing cleaned up. */
  KILL;

  /** Sends it; a process that has ended meanwhile takes no harm. */
  public void send(ProcessHandle process) throws IOException {
    String pid = String.valueOf(process.pid());
    Process sender =
        new ProcessBuilder("kill", "-" + name(), pid)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (sender.onExit().join().exitValue() != 0 && process.isAlive()) {
      throw new IOException("Process " + pid + " does not take " + this);
    }
  }
}

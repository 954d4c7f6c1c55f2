package org.fbnetspark.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A job that runs in a thread of its own, and how it has ended. */
final class Attempt {

  /** What runs. */
  interface Job {
    void run(Consumer<String> lines) throws Exception;
  }

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile Throwable failure;

  Attempt(Job job) {
    thread =
        new Thread(
            () -> {
              try {
                job.run(said::add);
              } catch (Throwable failed) {
                failure = failed;
              }
            },
            "attempt");
    thread.setDaemon(true);
    thread.start();
  }

  boolean ended() {
    return !thread.isAlive();
  }

  /** Waits for the end and gives what went wrong; not ending is wrong too. */
  Optional<Throwable> outcome(int seconds) throws InterruptedException {
    thread.join(TimeUnit.SECONDS.toMillis(seconds));
    if (thread.isAlive()) {
      String where =
          Arrays.stream(thread.getStackTrace())
              .limit(25)
              .map(String::valueOf)
              .collect(Collectors.joining("\n"));
      thread.interrupt();
      thread.join(TimeUnit.SECONDS.toMillis(30));
      return Optional.of(new AssertionError("no end within " + seconds + " s, in\n" + where));
    }
    return Optional.ofNullable(failure);
  }

  /** The lines that were for a person. */
  List<String> said() {
    return said;
  }

  /** What a failure and its causes say, a line each. */
  static String chain(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append(cause.getClass().getSimpleName()).append(": ").append(cause.getMessage());
      text.append('\n');
    }
    return text.toString();
  }
}

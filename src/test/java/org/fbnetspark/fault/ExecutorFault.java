package org.fbnetspark.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.fbnetspark.fault.Holds.Held;
import org.fbnetspark.testing.Signal;

/** What may happen to executors while a job of theirs is running. */
enum ExecutorFault {
  KILLED("one killed", 1) {
    @Override
    void strike(Application application, List<Held> held, Random random) throws Exception {
      Signal.KILL.send(held.get(0).handle());
    }
  },
  TWO_KILLED("two killed", 2) {
    @Override
    void strike(Application application, List<Held> held, Random random) throws Exception {
      for (Held one : held) {
        Signal.KILL.send(one.handle());
        Thread.sleep(random.nextInt(50));
      }
    }
  },
  ALL_KILLED("all killed, restarted", 1) {
    @Override
    void strike(Application application, List<Held> held, Random random) throws Exception {
      for (ProcessHandle executor : application.cluster().executors().values()) {
        Signal.KILL.send(executor);
      }
    }
  },
  HUNG("hung for good", 1) {
    @Override
    void strike(Application application, List<Held> held, Random random) throws Exception {
      Signal.STOP.send(held.get(0).handle());
    }
  },
  IDLE_HUNG("another hung for good", 1) {
    @Override
    void strike(Application application, List<Held> held, Random random) throws Exception {
      Signal.STOP.send(
          application.cluster().executors().entrySet().stream()
              .filter(executor -> !executor.getKey().equals(held.get(0).executor()))
              .findFirst()
              .orElseThrow()
              .getValue());
    }
  },
  HUNG_BRIEFLY("hung for less than the time-out", 1) {
    @Override
    void strike(Application application, List<Held> held, Random random) throws Exception {
      Signal.STOP.send(held.get(0).handle());
      Thread.sleep(1000 + random.nextInt(3000));
      Signal.CONT.send(held.get(0).handle());
    }
  },
  HUNG_THEN_GOES_ON("hung past the time-out, goes on later", 1) {
    @Override
    void strike(Application application, List<Held> held, Random random) throws Exception {
      ProcessHandle process = held.get(0).handle();
      Signal.STOP.send(process);
      held.get(0).release();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (application.knows(held.get(0).executor()) && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      if (process.isAlive()) {
        Signal.CONT.send(process);
      }
    }
  },
  SLOW("slow: stands four fifths of the time", 1) {
    @Override
    void strike(Application application, List<Held> held, Random random) throws Exception {
      ProcessHandle process = held.get(0).handle();
      held.get(0).release();
      for (int i = 0; i < 12 && process.isAlive(); i++) {
        Signal.STOP.send(process);
        Thread.sleep(200);
        Signal.CONT.send(process);
        Thread.sleep(50);
      }
    }
  },
  LOCAL_DISK_FULL("disk of one worker's spark.local.dir full", 1) {
    @Override
    void strike(Application application, List<Held> held, Random random) throws Exception {
      application.disk().orElseThrow().fill();
    }
  };

  private final String words;
  private final int held;

  ExecutorFault(String words, int held) {
    this.words = words;
    this.held = held;
  }

  String words() {
    return words;
  }

  /** Executors that stand in the phase when it strikes. */
  int held() {
    return held;
  }

  abstract void strike(Application application, List<Held> held, Random random) throws Exception;

  /** Makes the cluster sound again, once the job has ended or stopped. */
  static void mend(Application application) throws IOException {
    application.holds().clear();
    if (application.disk().isPresent()) {
      application.disk().get().mend();
    }
    for (ProcessHandle executor : application.cluster().executors().values()) {
      if (stands(executor)) {
        Signal.KILL.send(executor);
      }
    }
  }

  private static boolean stands(ProcessHandle process) {
    try {
      String status = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
      return status.substring(status.lastIndexOf(')')).startsWith(") T");
    } catch (IOException ended) {
      return false;
    }
  }
}

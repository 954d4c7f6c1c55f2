package org.fbnetspark.fault;

import java.util.List;
import java.util.Random;
import org.fbnetspark.testing.SparkProcess;

/** What may happen to the process that a command runs in, its files or its whole cluster. */
enum DriverFault {
  KILLED("driver killed"),
  KILLED_BEFORE_RENAME("driver killed before a rename"),
  KILLED_AFTER_RENAME("driver killed after a rename"),
  RUN_DISK_FULL("disk of the run directory full") {
    @Override
    void strike(Scene scene) throws Exception {
      scene.disk().fill();
      scene.goOn();
    }
  },
  RUN_READ_ONLY("run directory read-only from then on") {
    @Override
    void strike(Scene scene) throws Exception {
      scene.disk().readOnly(true);
      scene.goOn();
    }
  },
  LOCAL_DISK_FULL("disk of spark.local.dir full") {
    @Override
    void strike(Scene scene) throws Exception {
      scene.disk().fill();
      scene.goOn();
    }
  };

  private final String words;

  DriverFault(String words) {
    this.words = words;
  }

  /**
   * Where it strikes.
   *
   * @param driver the process
   * @param disk a small one; null where none is needed
   * @param held those that stand
   */
  record Scene(SparkProcess driver, SmallDisk disk, List<Holds.Held> held, Random random) {

    /** Lets go on who stands. */
    void goOn() throws Exception {
      for (Holds.Held one : held) {
        one.release();
      }
    }
  }

  String words() {
    return words;
  }

  /** Whether a small disk takes the run, or Spark's local files. */
  boolean needsDisk() {
    return this == RUN_DISK_FULL || this == RUN_READ_ONLY || this == LOCAL_DISK_FULL;
  }

  /** Kills the driver, unless it is of another kind. */
  void strike(Scene scene) throws Exception {
    if (scene.random().nextBoolean()) {
      scene.goOn();
      Thread.sleep(scene.random().nextInt(40));
    }
    scene.driver().kill();
  }

  /** Whether the driver has no say in how it ends. */
  boolean kills() {
    return !needsDisk();
  }
}

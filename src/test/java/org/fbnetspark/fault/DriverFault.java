package org.fbnetspark.fault;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.fbnetspark.testing.SparkProcess;

/** What may happen to the process that a command runs in, its files or its whole cluster. */
enum DriverFault {
  KILLED("driver killed"),
  KILLED_BEFORE_RENAME("driver killed before a rename"),
  KILLED_AFTER_RENAME("driver killed after a rename"),
  RUN_DISK_FULL("disk of the run directory full", On.DISK, Volume::fill),
  RUN_READ_ONLY("run directory read-only from then on", On.DISK, Volume::freeze),
  HDFS_SAFE_MODE("HDFS of the run directory in safe mode", On.HDFS, Volume::freeze),
  HDFS_FULL("quota of the run directory in HDFS used up", On.HDFS, Volume::fill),
  LOCAL_DISK_FULL("disk of spark.local.dir full", On.DISK, Volume::fill);

  /** What a trial needs to have. */
  enum On {
    /** What the machine has. */
    MACHINE,
    /** A small disk of its own. */
    DISK,
    /** A folder in HDFS. */
    HDFS
  }

  /** What befalls it. */
  private interface Blow {
    void fall(Volume volume) throws IOException;
  }

  private final String words;
  private final On on;
  private final Blow blow;

  DriverFault(String words, On on, Blow blow) {
    this.words = words;
    this.on = on;
    this.blow = blow;
  }

  /** That kills the driver. */
  DriverFault(String words) {
    this(words, On.MACHINE, volume -> {});
  }

  /**
   * Where it strikes.
   *
   * @param driver the process
   * @param volume with the files that it befalls; null where the machine has them
   * @param held those that stand
   */
  record Scene(SparkProcess driver, Volume volume, List<Holds.Held> held, Random random) {

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

  /** Which volume its files lie on. */
  On on() {
    return on;
  }

  /** Befalls the volume, or kills the driver where there is none. */
  void strike(Scene scene) throws Exception {
    if (!kills()) {
      blow.fall(scene.volume());
      scene.goOn();
      return;
    }
    if (scene.random().nextBoolean()) {
      scene.goOn();
      Thread.sleep(scene.random().nextInt(40));
    }
    scene.driver().kill();
  }

  /** Whether the driver has no say in how it ends. */
  boolean kills() {
    return on == On.MACHINE;
  }
}

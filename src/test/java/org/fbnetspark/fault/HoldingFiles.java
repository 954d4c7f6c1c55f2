package org.fbnetspark.fault;

import java.io.IOException;
import java.nio.file.Path;
import org.fbnetspark.store.MachineFiles;

/** The machine's files, with a hold before and after every rename; see {@link Holds}. */
public final class HoldingFiles extends MachineFiles {

  /** Hadoop's setting for whose files these are. */
  static final String SETTING = "fs.file.impl";

  /** Hadoop's setting for the folder of holds. */
  static final String FOLDER = "fault.holds";

  @Override
  public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
      throws IOException {
    Holds holds = new Holds(Path.of(getConf().get(FOLDER)));
    String path = to.toUri().getPath();
    holds.reach(point("before", path), "driver");
    boolean renamed = super.rename(from, to);
    holds.reach(point("after", path), "driver");
    return renamed;
  }

  /** What a moment of a commit is called. */
  static String point(String when, String path) {
    return when + " " + path;
  }
}

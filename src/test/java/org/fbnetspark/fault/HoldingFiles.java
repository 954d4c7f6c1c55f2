package org.fbnetspark.fault;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.FilterFs;

/** The machine's files, with a hold before and after every rename; see {@link Holds}. */
public final class HoldingFiles extends FilterFs {

  /** Hadoop's setting for whose files these are. */
  static final String SETTING = "fs.AbstractFileSystem.file.impl";

  /** Hadoop's setting for the folder of holds. */
  static final String FOLDER = "fault.holds";

  private final Holds holds;

  /** Made by Hadoop, for a scheme. */
  public HoldingFiles(URI uri, Configuration settings) throws IOException, URISyntaxException {
    super(AbstractFileSystem.createFileSystem(uri, plain(settings)));
    holds = new Holds(Path.of(settings.get(FOLDER)));
  }

  private static Configuration plain(Configuration settings) {
    Configuration plain = new Configuration(settings);
    plain.set(SETTING, "org.apache.hadoop.fs.local.RawLocalFs");
    return plain;
  }

  @Override
  public void renameInternal(
      org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to, boolean overwrite)
      throws IOException {
    String path = to.toUri().getPath();
    holds.reach(point("before", path), "driver");
    super.renameInternal(from, to, overwrite);
    holds.reach(point("after", path), "driver");
  }

  /** What a moment of a commit is called. */
  static String point(String when, String path) {
    return when + " " + path;
  }
}

package org.fbnetspark.domain.run;

import java.util.regex.Pattern;

/**
 * Where a run directory lies.
 *
 * @param directory full path
 */
public record RunPath(String directory) {

  private static final Pattern LOCAL = Pattern.compile("^file:/+");

  /** Last part of the path, by which people tell runs apart. */
  public String name() {
    String[] parts = directory.split("/+");
    return parts.length == 0 ? directory : parts[parts.length - 1];
  }

  /** The folder that it is in. */
  RunPath above() {
    return new RunPath(directory.substring(0, directory.lastIndexOf('/')));
  }

  /** The path, without its scheme where it is on this machine. */
  public String shown() {
    return LOCAL.matcher(directory).replaceFirst("/");
  }

  /** Path of a file of the run. */
  public String file(String name) {
    return shown() + "/" + name;
  }

  /**
   * Whether its files must be fetched before a program can read them that knows local ones alone.
   */
  public boolean remote() {
    return shown().contains("://");
  }
}

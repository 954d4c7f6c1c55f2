package org.fbnetspark.domain.train;

import java.util.regex.Pattern;

/**
 * Where a run directory lies, and how a POSIX shell is told of it.
 *
 * @param directory full path
 */
public record RunPath(String directory) {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");
  private static final Pattern LOCAL = Pattern.compile("^file:/+");

  /** Last part of the path, by which people tell runs apart. */
  public String name() {
    String[] parts = directory.split("/+");
    return parts.length == 0 ? directory : parts[parts.length - 1];
  }

  /** The path, without its scheme where it is on the shell's own machine. */
  public String shown() {
    return LOCAL.matcher(directory).replaceFirst("/");
  }

  /** Path of a file of the run. */
  public String file(String name) {
    return shown() + "/" + name;
  }

  /** Whether a shell must fetch files before it can read them. */
  public boolean remote() {
    return shown().contains("://");
  }

  /** The command that fetches a file into the shell's own directory. */
  public String fetch(String name) {
    return "hadoop fs -get " + quoted(file(name)) + " " + name;
  }

  /** A word as a shell reads it as that word. */
  public static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}

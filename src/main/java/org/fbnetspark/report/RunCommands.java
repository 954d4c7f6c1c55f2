package org.fbnetspark.report;

import java.util.regex.Pattern;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.domain.run.RunRecord;

/** Command lines about runs, for a POSIX shell. */
public final class RunCommands {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

  private RunCommands() {}

  /** Goes on from the last checkpoint. */
  public static String resume(RunRecord run) {
    return resume(run.kind(), run.whole());
  }

  /** The same of a run that need not be read whole. */
  public static String resume(RunKind kind, RunPath path) {
    return "./submit/" + kind.command() + " --resume --run-dir " + quoted(path.shown());
  }

  /**
   * Does what of a sweep is not done.
   *
   * @param command that made it
   * @param kept whether it has kept what it was made of; else that must be named again
   */
  public static String goOn(String command, boolean kept, RunPath sweep) {
    return "./submit/"
        + command
        + (kept ? "" : " FILE...")
        + " --sweep-dir "
        + quoted(sweep.shown())
        + (kept ? "" : ", with the same files");
  }

  /** A word as a shell reads it as that word. */
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Fetches a file of a run into the shell's own directory. */
  static String fetch(RunPath path, String name) {
    return "hadoop fs -get " + quoted(path.file(name)) + " " + name;
  }

  /** A file of a run as a program of the shell finds it, once it is fetched where it must be. */
  static String file(RunPath path, String name) {
    return path.remote() ? name : quoted(path.file(name));
  }
}

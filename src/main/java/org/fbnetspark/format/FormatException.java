package org.fbnetspark.format;

import java.io.IOException;

/** A file that does not hold what its format promises: which file, where in it, and why. */
public final class FormatException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int LARGEST_REASON = 1_000;

  /**
   * Joins the three to one message. A long reason is cut: it may quote a hostile file.
   *
   * @param path the file
   * @param where line or field
   * @param reason rule and value
   */
  public FormatException(String path, String where, String reason) {
    super(path + ", " + where + ": " + cut(reason));
  }

  private static String cut(String reason) {
    return reason.length() <= LARGEST_REASON ? reason : reason.substring(0, LARGEST_REASON) + "...";
  }
}

package org.fbnetspark.format;

import java.io.IOException;

/** A file that does not hold what its format promises: which file, where in it, and why. */
public final class FormatException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Joins the three to one message.
   *
   * @param path the file
   * @param where line or field
   * @param reason rule and value
   */
  public FormatException(String path, String where, String reason) {
    super(path + ", " + where + ": " + reason);
  }
}

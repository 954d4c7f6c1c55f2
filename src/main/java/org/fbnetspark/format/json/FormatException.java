package org.fbnetspark.format.json;

import java.io.IOException;
import org.fbnetspark.domain.name.Quoted;

/** A file that does not hold what its format promises: which file, where in it, and why. */
public final class FormatException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int LARGEST_REASON = 1_000;

  /**
   * Joins the three to one message. What may quote a hostile file is cut and made readable.
   *
   * @param path the file
   * @param where line or field
   * @param reason rule and value
   */
  public FormatException(String path, String where, String reason) {
    super(path + ", " + Quoted.of(where) + ": " + Quoted.of(reason, LARGEST_REASON));
  }
}

package org.fbnetspark.store;

import java.io.IOException;
import org.fbnetspark.domain.name.Quoted;

/** A file whose bytes are not what its format promises; says which file, where and why. */
public final class CorruptFileException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int LARGEST_REASON = 1_000;

  /**
   * Joins path, position of the fault and reason, which may quote a hostile file, to one message.
   */
  public CorruptFileException(String path, long offset, String reason) {
    this(path, offset, reason, null);
  }

  /** As above, with the failure that revealed the fault. */
  public CorruptFileException(String path, long offset, String reason, Throwable cause) {
    super(path + " at byte " + offset + ": " + Quoted.of(reason, LARGEST_REASON), cause);
  }
}

package org.fbnetspark.store;

import java.io.IOException;

/** A file whose bytes are not what its format promises; says which file, where and why. */
public final class CorruptFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Joins path, position of the fault and reason to one message. */
  public CorruptFileException(String path, long offset, String reason) {
    super(path + " at byte " + offset + ": " + reason);
  }

  /** As above, with the failure that revealed the fault. */
  public CorruptFileException(String path, long offset, String reason, Throwable cause) {
    super(path + " at byte " + offset + ": " + reason, cause);
  }
}

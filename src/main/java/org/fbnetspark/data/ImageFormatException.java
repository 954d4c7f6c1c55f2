package org.fbnetspark.data;

import java.io.EOFException;
import java.io.IOException;

/** An image that cannot be used; the message completes "this image …". */
public final class ImageFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Says why. */
  public ImageFormatException(String reason) {
    super(reason);
  }

  /** Says why, with the failure that revealed it. */
  public ImageFormatException(String reason, Throwable cause) {
    super(reason, cause);
  }

  /** What a decoder answered; its own words name classes and positions, which help nobody. */
  static ImageFormatException answered(Exception by) {
    boolean ended = by instanceof EOFException || by.getCause() instanceof EOFException;
    return new ImageFormatException(ended ? "ends early" : "is damaged within", by);
  }
}

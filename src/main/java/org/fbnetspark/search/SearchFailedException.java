package org.fbnetspark.search;

/** A search that cannot go on; the message says why and what to change. */
public final class SearchFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Carries the advice. */
  public SearchFailedException(String message) {
    super(message);
  }
}

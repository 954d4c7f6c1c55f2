package org.fbnetspark.domain.train;

/** A training that cannot go on; the message says why and what to change. */
public final class TrainingFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Carries the advice. */
  public TrainingFailedException(String message) {
    super(message);
  }
}

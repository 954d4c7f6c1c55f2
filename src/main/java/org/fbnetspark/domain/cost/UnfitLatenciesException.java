package org.fbnetspark.domain.cost;

/** A latency table does not fit a space or a network. */
public abstract sealed class UnfitLatenciesException extends RuntimeException
    permits MissingLatencyException, NegativeLatencyException {

  private static final long serialVersionUID = 1L;

  UnfitLatenciesException(String message) {
    super(message);
  }
}

package org.fbnetspark.run;

/**
 * A run, or a sweep, that had begun and could not go on; what it has kept stays, and the message
 * says how to go on from it.
 */
public final class RunStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A run that stopped.
   *
   * @param standing what is kept, and how to go on
   * @param failure why; of a run within this one, what that one stopped of
   */
  public RunStoppedException(String standing, Exception failure) {
    super(standing, failure instanceof RunStoppedException ? failure.getCause() : failure);
  }
}

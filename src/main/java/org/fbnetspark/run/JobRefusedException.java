package org.fbnetspark.run;

import java.util.List;

/** A job that was refused before work began; the message names everything that is wrong. */
public final class JobRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** One problem. */
  public JobRefusedException(String problem) {
    super(problem);
  }

  /** Several problems, one line each. */
  public JobRefusedException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }

  /** The same of a part of a job, which is named in front. */
  public JobRefusedException within(String part) {
    return new JobRefusedException(part + ": " + getMessage());
  }
}

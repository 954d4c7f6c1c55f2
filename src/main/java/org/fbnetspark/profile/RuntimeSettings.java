package org.fbnetspark.profile;

import java.io.Serializable;

/**
 * What networks are run on.
 *
 * @param kind library
 * @param dtype number format
 * @param batch examples in one run
 * @param threads threads of the library
 */
public record RuntimeSettings(RuntimeKind kind, Dtype dtype, int batch, int threads)
    implements Serializable {

  /** Rejects counts below 1. */
  public RuntimeSettings {
    if (batch < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "A runtime needs a batch and threads of at least 1, but was "
              + batch
              + " and "
              + threads);
    }
  }
}

package org.fbnetspark.profile;

/** A network that is ready to run; what it gives is of no interest. Not thread-safe. */
public interface TimedNetwork extends AutoCloseable {

  /** One run over one batch; returns when it is done. */
  void run();

  @Override
  void close();
}

package org.fbnetspark.net.kernel;

/** A computation bound to its buffers. */
@FunctionalInterface
public interface Kernel {

  /** Computes once. */
  void run();
}

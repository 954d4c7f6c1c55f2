package org.fbnetspark.net.fused.kernel;

/** A computation bound to its buffers. */
@FunctionalInterface
public interface Kernel {

  /** Computes once. */
  void run();

  /** This computation and then another one. */
  default Kernel then(Kernel next) {
    return () -> {
      run();
      next.run();
    };
  }
}

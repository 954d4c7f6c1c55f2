package org.fbnetspark.net.fused.kernel;

/** Buffers that kernels run one after another may share. */
@FunctionalInterface
public interface ZeroedScratch {

  /**
   * A buffer that was all zeros at first, and is the same one for the same use and shape. Whoever
   * takes it for a use writes the same positions each time, so that the rest stays zero.
   */
  NativeFloats take(String use, NhwcShape shape);
}

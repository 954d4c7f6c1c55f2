package org.fbnetspark.net.fused.kernel;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/**
 * Loads natives. JavaCPP makes no object any more once a process has four times as much memory as
 * its Java heap may grow to, and looks at that whenever it makes one; but buffers of networks are
 * native, need no heap, and are counted before they are taken.
 */
final class JavaCpp {

  private static final String LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";

  static {
    if (System.getProperty(LIMIT) == null) {
      System.setProperty(LIMIT, "0");
    }
  }

  private JavaCpp() {}

  /**
   * Those of oneDNN.
   *
   * @throws LinkageError where there are none for this machine
   */
  static void loadOneDnn() {
    Loader.load(dnnl.class);
  }
}

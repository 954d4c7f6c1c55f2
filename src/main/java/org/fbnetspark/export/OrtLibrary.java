package org.fbnetspark.export;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

/** The native library of ONNX Runtime in this process, loaded when it is first asked for. */
final class OrtLibrary {

  private OrtLibrary() {}

  /**
   * The library, which stays until the process ends; it is told to send nothing to its makers.
   *
   * @throws IllegalStateException where it cannot be loaded on this machine
   */
  static OrtEnvironment environment() {
    try {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "fbnet-spark");
      environment.setTelemetry(false);
      return environment;
    } catch (OrtException | LinkageError e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "ONNX Runtime cannot be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " (its libraries are for 64-bit Linux with glibc 2.27 or later, macOS and 64-bit"
              + " Windows, and are unpacked in "
              + System.getProperty("java.io.tmpdir")
              + "): "
              + reason.getMessage(),
          e);
    }
  }

  /**
   * A session with the optimisations that are the library's default. Nodes run one after another;
   * threads work inside of a node, and wait without spinning once a run is over.
   */
  static OrtSession.SessionOptions options(int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setInterOpNumThreads(1);
    options.setIntraOpNumThreads(threads);
    options.setMemoryPatternOptimization(true);
    options.addConfigEntry("session.force_spinning_stop", "1");
    return options;
  }
}

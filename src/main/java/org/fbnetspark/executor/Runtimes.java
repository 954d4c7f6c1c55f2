package org.fbnetspark.executor;

import org.fbnetspark.export.OnnxRuntime;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.engines.EngineRuntime;
import org.fbnetspark.profile.Dtype;
import org.fbnetspark.profile.Runtime;
import org.fbnetspark.profile.RuntimeSettings;

/** Opens the runtime that was asked for. */
final class Runtimes {

  private Runtimes() {}

  /**
   * The runtime in this process.
   *
   * @param engine who computes where the runtime is the project's own
   * @throws IllegalArgumentException where the runtime cannot do what is asked
   */
  static Runtime open(RuntimeSettings settings, Engine engine) {
    return switch (settings.kind()) {
      case ONNXRUNTIME -> new OnnxRuntime(settings.threads(), settings.batch(), settings.dtype());
      case ENGINE -> ownEngine(settings, engine);
    };
  }

  private static Runtime ownEngine(RuntimeSettings settings, Engine engine) {
    if (settings.threads() != 1 || settings.dtype() != Dtype.FP32) {
      throw new IllegalArgumentException(
          "The project's own engine runs one thread in fp32, but profile.threads is "
              + settings.threads()
              + " and profile.dtype "
              + settings.dtype().code()
              + "; set them so, or profile.runtime = onnxruntime");
    }
    return new EngineRuntime(engine, settings.batch());
  }
}

package org.fbnetspark.executor;

import java.io.IOException;
import org.fbnetspark.net.engines.Supernets;

/** The supernets of this JVM. */
final class ExecutorNets {

  private static final NetPool POOL =
      new NetPool(
          key -> Supernets.create(key.network(), key.batch(), key.execution(), key.engine()),
          NetKey::estimatedBytes,
          System::nanoTime);

  private ExecutorNets() {}

  /** Works with a net of a run; a net whose work fails is not used again. */
  static <T> T borrow(TrainingRun run, NetPool.Work<T> work) throws IOException {
    return POOL.borrow(run.net(), run.netBytes(), work);
  }
}

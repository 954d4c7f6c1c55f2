package org.fbnetspark.driver.export;

import java.util.UUID;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.Engine;
import org.fbnetspark.store.Storage;

/** What executors need to look at a trained network with a data set's images as they are. */
final class ModelRun {

  /** A split is asked for, though nothing is trained. */
  private static final double ANY_SHARE = 0.5;

  private ModelRun() {}

  /**
   * A run of the network, with a part for each test file.
   *
   * @param batch examples that are computed at once
   */
  static TrainingRun of(
      TrainedModel model, Storage storage, DatasetManifest data, int batch, Engine engine) {
    SeedTree seeds = new SeedTree(0);
    return new TrainingRun(
        new NetKey(UUID.randomUUID().toString(), model.architecture(), batch, engine),
        seeds,
        Math.max(1, data.test().size()),
        new TrainingRun.Examples(
            storage, data, new DataSplit(ANY_SHARE, seeds), Augmentation.NONE));
  }
}

package org.fbnetspark.driver.export;

import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.driver.rounds.SparkStorage;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.Engine;

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
      JavaSparkContext spark, TrainedModel model, DatasetManifest data, int batch, Engine engine) {
    SeedTree seeds = new SeedTree(0);
    return new TrainingRun(
        new NetKey(model.architecture(), batch, engine),
        TaskSlots.buffers(spark).bytes(),
        seeds,
        Math.max(1, data.test().size()),
        new TrainingRun.Examples(
            SparkStorage.of(spark), data, new DataSplit(ANY_SHARE, seeds), Augmentation.NONE));
  }
}

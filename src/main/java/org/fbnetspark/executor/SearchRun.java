package org.fbnetspark.executor;

import java.io.Serializable;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.arch.GateSampling;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.store.Storage;

/**
 * What stays the same through a whole search; sent to every executor once.
 *
 * @param net the supernet to train
 * @param seeds root of every random number
 * @param shards number of logical shards
 * @param data where the examples are, and how they are read
 * @param gates who shares a draw of gates
 * @param costs table of the candidates' costs
 * @param loss how the cost enters theta's loss
 */
public record SearchRun(
    NetKey net,
    SeedTree seeds,
    int shards,
    Examples data,
    GateSampling gates,
    CostTable costs,
    HardwareLoss loss)
    implements Serializable {

  /**
   * Where the examples are, and how they are read.
   *
   * @param storage file systems
   * @param manifest shards of the data set
   * @param split who trains the weights and who theta
   * @param augmentation of both splits
   */
  public record Examples(
      Storage storage, DatasetManifest manifest, DataSplit split, Augmentation augmentation)
      implements Serializable {}
}

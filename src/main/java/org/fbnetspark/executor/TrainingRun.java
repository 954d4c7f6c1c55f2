package org.fbnetspark.executor;

import java.io.Serializable;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.BatchReader;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.store.Storage;

/**
 * What stays the same through all rounds of a training; sent to every executor once.
 *
 * @param net the network to train
 * @param netBytes that all nets of a process may take together, whatever runs they are of
 * @param seeds root of every random number
 * @param shards number of logical shards
 * @param data where the examples are, and how they are read
 */
public record TrainingRun(NetKey net, long netBytes, SeedTree seeds, int shards, Examples data)
    implements Serializable {

  /** Cuts batches as the network takes them. */
  BatchReader reader(Augmentation augmentation) {
    return new BatchReader(data.manifest(), augmentation, net.network().input().shape());
  }

  /**
   * Where the examples are, and how they are read.
   *
   * @param storage file systems
   * @param manifest shards of the data set
   * @param split of the training examples
   * @param augmentation of the examples that are trained on
   */
  public record Examples(
      Storage storage, DatasetManifest manifest, DataSplit split, Augmentation augmentation)
      implements Serializable {}
}

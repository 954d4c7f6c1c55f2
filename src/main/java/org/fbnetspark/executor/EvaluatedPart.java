package org.fbnetspark.executor;

import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ShardFile;

/** Examples that a network is judged by. */
public enum EvaluatedPart {
  /** The training examples that are kept from the weights. */
  HELD_OUT {
    @Override
    public List<ShardFile> files(DatasetManifest manifest) {
      return manifest.train();
    }

    @Override
    int[] examples(TrainingRun run, int file, int count) {
      return SplitPart.HELD_OUT.examples(run.data().split(), file, count);
    }
  },
  /** All of the test examples. */
  TEST {
    @Override
    public List<ShardFile> files(DatasetManifest manifest) {
      return manifest.test();
    }

    @Override
    int[] examples(TrainingRun run, int file, int count) {
      return IntStream.range(0, count).toArray();
    }
  };

  /** The files that hold them, among others. */
  public abstract List<ShardFile> files(DatasetManifest manifest);

  /** Positions in a file. */
  abstract int[] examples(TrainingRun run, int file, int count);
}

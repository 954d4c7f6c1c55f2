package org.fbnetspark.executor;

import org.fbnetspark.data.DataSplit;

/** The parts of the training examples. */
public enum SplitPart {
  /** Trains the weights. */
  WEIGHTS {
    @Override
    int[] examples(DataSplit split, int file, int count) {
      return split.weightExamples(file, count);
    }
  },
  /** Kept from the weights, to train theta. */
  THETA {
    @Override
    int[] examples(DataSplit split, int file, int count) {
      return split.thetaExamples(file, count);
    }
  },
  /** Kept from the weights, to judge a retrained network by. */
  HELD_OUT {
    @Override
    int[] examples(DataSplit split, int file, int count) {
      return split.thetaExamples(file, count);
    }
  };

  /** Positions of this part in a file of the data set. */
  abstract int[] examples(DataSplit split, int file, int count);
}

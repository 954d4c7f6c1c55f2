package org.fbnetspark.net.dl4j;

import java.util.Arrays;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.shape.ImageShape;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Batches in the form that graphs of DL4J's layers learn from. */
public final class GraphBatch {

  private GraphBatch() {}

  /**
   * A batch with features {@code [example, channel, height, width]} and labels {@code [example,
   * class]}.
   *
   * @param classes of the network
   * @param labelSmoothing share of each label that all classes divide
   */
  public static DataSet of(Batch batch, int classes, double labelSmoothing) {
    ImageShape shape = batch.shape();
    float[] labels = new float[batch.size() * classes];
    Arrays.fill(labels, (float) (labelSmoothing / classes));
    for (int i = 0; i < batch.size(); i++) {
      labels[i * classes + batch.labels()[i]] += (float) (1 - labelSmoothing);
    }
    return new DataSet(
        Nd4j.create(
                batch.images(),
                new long[] {batch.size(), shape.height(), shape.width(), shape.channels()},
                'c')
            .permute(0, 3, 1, 2)
            .dup('c'),
        Nd4j.create(labels, new long[] {batch.size(), classes}, 'c'));
  }
}

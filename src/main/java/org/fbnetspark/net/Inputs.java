package org.fbnetspark.net;

import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;

/** Holds batches and factors to what a supernet was built for. */
public final class Inputs {

  private final String name;
  private final ImageShape shape;
  private final int conditions;
  private final int batchSize;
  private final boolean oneSide;

  /** Expects batches of one size. */
  public Inputs(Network network, int batchSize) {
    this.name = network.name();
    this.shape = network.input().shape();
    this.conditions = network.conditions().size();
    this.batchSize = batchSize;
    this.oneSide = network.input().options().size() == 1;
  }

  /**
   * Rejects images of another shape.
   *
   * @throws IllegalArgumentException naming both
   */
  public void check(Batch batch) {
    if (!batch.shape().equals(shape)) {
      throw new IllegalArgumentException(
          name + " takes images of " + shape + ", but was given " + batch.shape());
    }
  }

  /**
   * Rejects networks that one set of statistics does not serve.
   *
   * @throws IllegalArgumentException where there is a choice of sides
   */
  public void checkInference() {
    if (!oneSide) {
      throw new IllegalArgumentException(
          name + " has statistics for each side of its input; pick one of them for inference");
    }
  }

  /**
   * Rejects images or factors of another number.
   *
   * @throws IllegalArgumentException naming both
   */
  public void check(float[] images, float[][] factors) {
    if (images.length != batchSize * shape.elements()) {
      throw new IllegalArgumentException(
          name
              + " takes batches of "
              + batchSize
              + " examples, but was given "
              + images.length / shape.elements());
    }
    boolean fits = factors.length == conditions;
    for (float[] row : factors) {
      fits &= row.length == factors[0].length && (row.length == 1 || row.length == batchSize);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          name
              + " has "
              + conditions
              + " conditions and batches of "
              + batchSize
              + ", but was given "
              + factors.length
              + " rows of factors"
              + (factors.length == 0 ? "" : ", the first one of " + factors[0].length));
    }
  }
}

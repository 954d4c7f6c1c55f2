package org.fbnetspark.net.fused;

import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.domain.theta.Gates;

/** Holds batches and gates to what a supernet was built for. */
public final class Inputs {

  private static final float[][] NO_CHOICE = {{1f}};

  private final LayerwiseSpace space;
  private final int batchSize;

  /** Expects batches of one size. */
  public Inputs(LayerwiseSpace space, int batchSize) {
    this.space = space;
    this.batchSize = batchSize;
  }

  /**
   * Rejects another size or shape.
   *
   * @throws IllegalArgumentException naming both
   */
  public void check(Batch batch) {
    if (batch.size() != batchSize || !batch.shape().equals(space.input())) {
      throw new IllegalArgumentException(
          "The supernet was built for batches of "
              + batchSize
              + " x "
              + space.input()
              + ", but was given "
              + batch.size()
              + " x "
              + batch.shape());
    }
  }

  /**
   * The gates of each layer: a row, or a row for each example; 1 for a fixed layer.
   *
   * @throws IllegalArgumentException where the gates are of another space or batch
   */
  public float[][][] rows(Gates gates) {
    if (gates.choices() != space.choices().size()
        || (gates.examples() != 1 && gates.examples() != batchSize)) {
      throw new IllegalArgumentException(
          space.name()
              + " has "
              + space.choices().size()
              + " choices and batches of "
              + batchSize
              + ", but the gates are of "
              + gates.choices()
              + " choices and "
              + gates.examples()
              + " examples");
    }
    float[][][] rows = new float[space.layers().size()][][];
    int open = 0;
    for (int i = 0; i < rows.length; i++) {
      Choice choice = space.layers().get(i);
      rows[i] = choice.fixed() ? NO_CHOICE : rows(choice, gates, open++);
    }
    return rows;
  }

  private static float[][] rows(Choice choice, Gates gates, int index) {
    if (gates.candidates(index) != choice.candidates().size()) {
      throw new IllegalArgumentException(
          "Layer "
              + choice.name()
              + " has "
              + choice.candidates().size()
              + " candidates, but was given "
              + gates.candidates(index)
              + " gates");
    }
    float[][] rows = new float[gates.examples()][];
    for (int example = 0; example < rows.length; example++) {
      rows[example] = gates.row(index, example);
    }
    return rows;
  }
}

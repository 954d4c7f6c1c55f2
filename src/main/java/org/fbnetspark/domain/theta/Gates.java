package org.fbnetspark.domain.theta;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.fbnetspark.domain.network.Pick;

/**
 * The weights that candidates' outputs are multiplied by in one training step: one row for each
 * open choice, each row non-negative with sum 1 (the {@code m} of FBNet, Section 3.3).
 *
 * <p>Rows may also be drawn for each example of a batch; then {@link #examples()} is the batch size
 * and row {@code (choice, example)} belongs to one image.
 */
public final class Gates implements Serializable {

  /** The gates of a network in which nothing is open. */
  public static final Gates NO_CHOICE = new Gates(new float[0][][]);

  private static final long serialVersionUID = 1L;

  private final float[][][] values;

  private Gates(float[][][] values) {
    this.values = values;
  }

  /** One row a choice, the same for every example: {@code rows[choice][candidate]}. */
  public static Gates perBatch(float[][] rows) {
    float[][][] values = new float[rows.length][1][];
    for (int choice = 0; choice < rows.length; choice++) {
      values[choice][0] = rows[choice].clone();
    }
    return new Gates(values);
  }

  /**
   * Gates that let one candidate of each choice through alone.
   *
   * @param picks an index for each choice
   */
  public static Gates of(Theta theta, int[] picks) {
    float[][] rows = new float[theta.choices()][];
    for (int choice = 0; choice < rows.length; choice++) {
      rows[choice] = new float[theta.candidates(choice)];
      rows[choice][picks[choice]] = 1;
    }
    return perBatch(rows);
  }

  /** A row for each example: {@code rows[choice][example][candidate]}. */
  public static Gates perExample(float[][][] rows) {
    float[][][] values = new float[rows.length][][];
    for (int choice = 0; choice < rows.length; choice++) {
      values[choice] = Arrays.stream(rows[choice]).map(float[]::clone).toArray(float[][]::new);
    }
    return new Gates(values);
  }

  /** The same gates but for one choice, of which every example takes this candidate alone. */
  public Gates with(int choice, int candidate) {
    float[][][] changed = values.clone();
    float[] row = new float[candidates(choice)];
    row[candidate] = 1;
    changed[choice] = new float[examples()][];
    Arrays.fill(changed[choice], row);
    return new Gates(changed);
  }

  /** The same gates with something added to those of some picks, for every example. */
  public Gates plus(List<Pick> picks, float added) {
    float[][][] changed = new float[values.length][][];
    for (int choice = 0; choice < values.length; choice++) {
      changed[choice] = Arrays.stream(values[choice]).map(float[]::clone).toArray(float[][]::new);
    }
    for (Pick pick : picks) {
      for (float[] row : changed[pick.choice()]) {
        row[pick.candidate()] += added;
      }
    }
    return new Gates(changed);
  }

  /** Number of open choices. */
  public int choices() {
    return values.length;
  }

  /** 1 where all examples share their gates, else the batch size; 1 too where nothing is open. */
  public int examples() {
    return values.length == 0 ? 1 : values[0].length;
  }

  /** Candidates of a choice. */
  public int candidates(int choice) {
    return values[choice][0].length;
  }

  /** The gates of one choice for one example (0 where all share); a copy. */
  public float[] row(int choice, int example) {
    return values[choice][example].clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Gates gates && Arrays.deepEquals(values, gates.values);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values);
  }

  @Override
  public String toString() {
    return "Gates" + Arrays.deepToString(values);
  }
}

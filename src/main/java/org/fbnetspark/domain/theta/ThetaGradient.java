package org.fbnetspark.domain.theta;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A sum of gradients with respect to theta, one row for each open choice. Mutable: tasks add their
 * batches, the driver adds the tasks' sums in shard order.
 */
public final class ThetaGradient implements Serializable {

  private static final long serialVersionUID = 1L;

  private final double[][] values;

  private ThetaGradient(double[][] values) {
    this.values = values;
  }

  /** Zeros in the shape of a theta. */
  public static ThetaGradient zeros(Theta theta) {
    double[][] values = new double[theta.choices()][];
    for (int choice = 0; choice < values.length; choice++) {
      values[choice] = new double[theta.candidates(choice)];
    }
    return new ThetaGradient(values);
  }

  /** A gradient of the given rows, {@code [choice][candidate]}, copied. */
  public static ThetaGradient of(double[][] rows) {
    return new ThetaGradient(Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new));
  }

  /** Adds {@code factor * other}, such as a batch's mean times its examples. */
  public void add(ThetaGradient other, double factor) {
    requireSameShape(other);
    for (int choice = 0; choice < values.length; choice++) {
      for (int i = 0; i < values[choice].length; i++) {
        values[choice][i] += factor * other.values[choice][i];
      }
    }
  }

  /** Multiplies every value. */
  public void scale(double factor) {
    for (double[] row : values) {
      for (int i = 0; i < row.length; i++) {
        row[i] *= factor;
      }
    }
  }

  /** Sum of the products of the values of both. */
  public double dot(ThetaGradient other) {
    requireSameShape(other);
    double sum = 0;
    for (int choice = 0; choice < values.length; choice++) {
      for (int i = 0; i < values[choice].length; i++) {
        sum += values[choice][i] * other.values[choice][i];
      }
    }
    return sum;
  }

  /** All values, {@code [choice][candidate]}; a copy. */
  public double[][] rows() {
    return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  /** Whether every value is finite. */
  public boolean finite() {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }

  private void requireSameShape(ThetaGradient other) {
    boolean same = values.length == other.values.length;
    for (int choice = 0; same && choice < values.length; choice++) {
      same = values[choice].length == other.values[choice].length;
    }
    if (!same) {
      throw new IllegalArgumentException("Gradients of two different spaces cannot be joined");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ThetaGradient gradient && Arrays.deepEquals(values, gradient.values);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values);
  }

  @Override
  public String toString() {
    return "ThetaGradient" + Arrays.deepToString(values);
  }
}

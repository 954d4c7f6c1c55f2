package org.fbnetspark.net.portable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Execution;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The factors of one pass, and their gradient, which all parts of one condition add to. */
final class FactorTensors {

  private final float[][] rows;
  private final INDArray[] gradients;
  private final Map<Condition, Integer> places = new HashMap<>();
  private final Execution execution;
  private final DataType precision;
  private boolean[] wanted;

  /**
   * Factors of a pass.
   *
   * @param rows for each condition a factor for each example, or one that all share
   */
  FactorTensors(
      List<Condition> conditions, float[][] rows, Execution execution, DataType precision) {
    this.rows = rows;
    this.execution = execution;
    wanted = new boolean[rows.length];
    this.precision = precision;
    gradients = new INDArray[rows.length];
    for (Condition condition : conditions) {
      places.put(condition, places.size());
    }
  }

  /** Asks for the gradient of some factors, that of branches which are left out among them. */
  void want(boolean[] conditions) {
    wanted = conditions.clone();
  }

  /** Whether the gradient is asked for. */
  boolean wanted(Condition when) {
    return !when.always() && wanted[places.get(when)];
  }

  /** Whether what has this condition is not computed, for no example has a part of it. */
  boolean leavesOut(Condition when) {
    if (!execution.drawn() || when.always()) {
      return false;
    }
    for (float factor : rows[places.get(when)]) {
      if (factor != 0) {
        return false;
      }
    }
    return true;
  }

  /** The factor of an example; 1 for what is always there. */
  double of(Condition when, int example) {
    if (when.always()) {
      return 1;
    }
    float[] row = rows[places.get(when)];
    return row[row.length == 1 ? 0 : example];
  }

  /** Each example times its factor; {@code x} itself for what is always there. */
  INDArray times(Condition when, INDArray x) {
    if (when.always()) {
      return x;
    }
    float[] row = rows[places.get(when)];
    return x.mul(Nd4j.createFromArray(row).castTo(precision).reshape('c', row.length, 1, 1, 1));
  }

  /**
   * Adds to the gradient of a factor.
   *
   * @param ofExamples the share of each example, {@code [example, 1]}
   */
  void addGradient(Condition when, INDArray ofExamples) {
    if (!when.always()) {
      int place = places.get(when);
      INDArray share = rows[place].length == 1 ? ofExamples.sum(true, 0) : ofExamples;
      gradients[place] = gradients[place] == null ? share : gradients[place].add(share);
    }
  }

  /** The gradient, of the factors' extent; 0 for what nothing was added to. */
  float[][] gradient() {
    float[][] gradient = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      gradient[i] =
          gradients[i] == null ? new float[rows[i].length] : gradients[i].ravel().toFloatVector();
    }
    return gradient;
  }
}

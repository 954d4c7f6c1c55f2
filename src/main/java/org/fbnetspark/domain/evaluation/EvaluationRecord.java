package org.fbnetspark.domain.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * What the file of an evaluation tells.
 *
 * @param data name of the data set
 * @param classes names in the order of the scores
 * @param confusion of the examples
 * @param topAccuracy share of labels among the {@value Evaluation#TOP} highest scores; empty for so
 *     few classes that it says nothing
 * @param meanLoss cross-entropy, natural logarithm
 * @param calibrationError as in {@link Evaluation#calibrationError}
 */
public record EvaluationRecord(
    String data,
    List<String> classes,
    Confusion confusion,
    Optional<Double> topAccuracy,
    double meanLoss,
    double calibrationError) {

  private static final int MOST_IN_A_PICTURE = 100;

  /** Copies the names. */
  public EvaluationRecord {
    classes = List.copyOf(classes);
  }

  /** Whether the classes are few enough for a picture of them to be read. */
  public boolean fitsPicture() {
    return classes.size() <= MOST_IN_A_PICTURE;
  }
}

package org.fbnetspark.wire;

import java.io.Serializable;
import org.fbnetspark.domain.evaluation.Evaluation;

/**
 * How a network did on the examples of one file of the data set.
 *
 * @param file index of the file in its part of the data set
 * @param evaluation of its examples
 */
public record FileEvaluation(int file, Evaluation evaluation) implements Serializable {}

package org.fbnetspark.wire;

import java.io.Serializable;
import org.fbnetspark.domain.evaluation.Evaluation;

/**
 * A network and what it was exported as, on the examples of one file.
 *
 * @param file index of the file in its part of the data set
 * @param ours the network on the project's own engine
 * @param onnx the ONNX model in single precision
 * @param int8 the ONNX model in 8 bits; nothing counted where there is none
 * @param otherAnswers examples that the first two give to different classes
 * @param compared examples whose scores were compared
 * @param largestDifference of a score between the first two, over those examples
 * @param largestScore absolute, over those examples
 */
public record FileComparison(
    int file,
    Evaluation ours,
    Evaluation onnx,
    Evaluation int8,
    long otherAnswers,
    int compared,
    double largestDifference,
    double largestScore)
    implements Serializable {}

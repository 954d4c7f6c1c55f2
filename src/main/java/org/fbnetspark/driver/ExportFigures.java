package org.fbnetspark.driver;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.wire.FileComparison;

/**
 * How a network and what it was exported as compare on the test examples.
 *
 * @param ours the network on the project's own engine
 * @param onnx the ONNX model in single precision, in ONNX Runtime
 * @param int8 the ONNX model in 8 bits; empty where there is none
 * @param otherAnswers examples that the first two give to different classes
 * @param compared examples whose scores were compared
 * @param relativeDifference largest difference of a score, as a share of the largest score
 */
record ExportFigures(
    Evaluation ours,
    Evaluation onnx,
    Optional<Evaluation> int8,
    long otherAnswers,
    int compared,
    double relativeDifference) {

  /** Of all files, added up in their order. */
  static ExportFigures of(List<FileComparison> files, int classes) {
    Evaluation ours = new Evaluation(classes);
    Evaluation onnx = new Evaluation(classes);
    Evaluation int8 = new Evaluation(classes);
    long other = 0;
    int compared = 0;
    double difference = 0;
    double score = 0;
    for (FileComparison file :
        files.stream().sorted(Comparator.comparingInt(FileComparison::file)).toList()) {
      ours.add(file.ours());
      onnx.add(file.onnx());
      int8.add(file.int8());
      other += file.otherAnswers();
      compared += file.compared();
      difference = Math.max(difference, file.largestDifference());
      score = Math.max(score, file.largestScore());
    }
    return new ExportFigures(
        ours,
        onnx,
        int8.examples() > 0 ? Optional.of(int8) : Optional.empty(),
        other,
        compared,
        score > 0 ? difference / score : 0);
  }
}

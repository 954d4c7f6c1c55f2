package org.fbnetspark.domain.export;

import java.util.Optional;
import org.fbnetspark.domain.evaluation.ComparedModel;
import org.fbnetspark.domain.evaluation.Evaluation;

/**
 * A network and the models that were made of it on the same test examples.
 *
 * @param data name of the data set
 * @param engine the network on the engine that trained it
 * @param onnx its model in single precision on ONNX Runtime
 * @param int8 its model in 8 bits on ONNX Runtime, where there is one
 */
public record ExportFigures(
    String data, Evaluation engine, ComparedModel onnx, Optional<ComparedModel> int8) {

  /**
   * Largest difference of scores, relative to the largest score, that rounding in single precision
   * explains.
   */
  public static final double ROUNDING = 1e-4;

  /** Whether the model in single precision is the network, up to rounding. */
  public boolean faithful() {
    return onnx.difference().relative() <= ROUNDING;
  }
}

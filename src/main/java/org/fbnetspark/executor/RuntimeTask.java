package org.fbnetspark.executor;

import org.apache.spark.api.java.function.Function;
import org.fbnetspark.export.OnnxScores;
import org.fbnetspark.wire.RuntimeFound;

/** Loads ONNX Runtime in an executor. */
public record RuntimeTask() implements Function<Integer, RuntimeFound> {

  @Override
  public RuntimeFound call(Integer part) {
    try {
      return new RuntimeFound(OnnxScores.library(), "");
    } catch (IllegalStateException e) {
      return new RuntimeFound("", e.getMessage());
    }
  }
}

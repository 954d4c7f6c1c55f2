package org.fbnetspark.export;

import onnx.Onnx;

/** In which numbers a quantised model takes its input and gives its output. */
public enum QuantisedEdges {
  /** Single precision: the model quantises its input and scales its output back. */
  FLOAT,

  /**
   * Unsigned bytes, as tensors are inside of a quantised network: a block costs no more alone than
   * in its place.
   */
  UINT8;

  int elementType() {
    return (this == FLOAT ? Onnx.TensorProto.DataType.FLOAT : Onnx.TensorProto.DataType.UINT8)
        .getNumber();
  }
}

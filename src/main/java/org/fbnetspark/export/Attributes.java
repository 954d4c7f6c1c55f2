package org.fbnetspark.export;

import java.util.Arrays;
import java.util.stream.Collectors;
import onnx.Onnx;

/** Attributes of ONNX nodes. */
final class Attributes {

  private Attributes() {}

  static Onnx.AttributeProto of(String name, long value) {
    return Onnx.AttributeProto.newBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static Onnx.AttributeProto of(String name, float value) {
    return Onnx.AttributeProto.newBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static Onnx.AttributeProto list(String name, long... values) {
    return Onnx.AttributeProto.newBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().collect(Collectors.toList()))
        .build();
  }
}

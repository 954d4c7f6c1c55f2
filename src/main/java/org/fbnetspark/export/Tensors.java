package org.fbnetspark.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import onnx.Onnx;
import org.nd4j.shade.protobuf.ByteString;

/** Constants of an ONNX graph: values in the order of memory, little-endian as the format wants. */
final class Tensors {

  private Tensors() {}

  static Onnx.TensorProto floats(String name, float[] values, List<Integer> shape) {
    ByteBuffer bytes = bytes(values.length, Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return tensor(name, Onnx.TensorProto.DataType.FLOAT, bytes, shape);
  }

  static Onnx.TensorProto integers(String name, int[] values, List<Integer> shape) {
    ByteBuffer bytes = bytes(values.length, Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return tensor(name, Onnx.TensorProto.DataType.INT32, bytes, shape);
  }

  /** Sizes, such as a reshape takes. */
  static Onnx.TensorProto sizes(String name, long... values) {
    ByteBuffer bytes = bytes(values.length, Long.BYTES);
    bytes.asLongBuffer().put(values);
    return tensor(name, Onnx.TensorProto.DataType.INT64, bytes, List.of(values.length));
  }

  static Onnx.TensorProto signedBytes(String name, byte[] values, List<Integer> shape) {
    return tensor(name, Onnx.TensorProto.DataType.INT8, ByteBuffer.wrap(values), shape);
  }

  /** One number from 0 to 255, without axes. */
  static Onnx.TensorProto unsignedByte(String name, int value) {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {(byte) value});
    return tensor(name, Onnx.TensorProto.DataType.UINT8, bytes, List.of());
  }

  /** The values of a constant that {@link #floats} made. */
  static float[] floats(Onnx.TensorProto tensor) {
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static ByteBuffer bytes(int values, int each) {
    return ByteBuffer.allocate(Math.multiplyExact(values, each)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Onnx.TensorProto tensor(
      String name, Onnx.TensorProto.DataType type, ByteBuffer bytes, List<Integer> shape) {
    Onnx.TensorProto.Builder tensor =
        Onnx.TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    shape.forEach(tensor::addDims);
    return tensor.build();
  }
}

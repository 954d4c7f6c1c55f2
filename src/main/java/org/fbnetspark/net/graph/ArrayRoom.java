package org.fbnetspark.net.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.fbnetspark.net.kernel.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * ND4J arrays that begin at a cache line, as kernels like it; ND4J's own begin 16 bytes behind one.
 */
final class ArrayRoom implements AutoCloseable {

  private static final int LINE = 64;

  private final List<INDArray> owned = new ArrayList<>();

  /** A new array of zeros. */
  INDArray zeros(long... shape) {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    INDArray room = Nd4j.zeros(DataType.FLOAT, length + LINE / Float.BYTES);
    owned.add(room);
    long start = Math.floorMod(-room.data().address(), LINE) / Float.BYTES;
    return room.get(NDArrayIndex.interval(start, start + length)).reshape(shape);
  }

  /** The memory of an array or of a view of one. */
  static NativeFloats floats(INDArray array) {
    return NativeFloats.borrowed((FloatPointer) array.data().addressPointer(), array.length());
  }

  @Override
  public void close() {
    owned.forEach(INDArray::close);
    owned.clear();
  }
}

package org.fbnetspark.net.fused.kernel;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * Copies a tensor between layouts.
 *
 * @param shape what is copied
 * @param attributes whether it is added to what is there
 */
record StridedCopy(OneDnn dnn, NhwcShape shape, primitive_attr attributes) {

  /** Strides are floats from one example, channel, row and column to the next. */
  Kernel of(NativeFloats from, long[] fromStrides, NativeFloats to, long[] toStrides) {
    return overhangs(fromStrides) || overhangs(toStrides)
        ? eachExample(from, fromStrides, to, toStrides)
        : dnn.reorder(memory(from, fromStrides), memory(to, toStrides), attributes);
  }

  /** Held to its last element; oneDNN would count whole strides. */
  private memory memory(NativeFloats data, long[] strides) {
    long last = 0;
    for (int i = 0; i < strides.length; i++) {
      last += (shape.dims()[i] - 1) * strides[i];
    }
    OneDnn.requireRoom(last + 1, data);
    return dnn.unchecked(OneDnn.strided(shape, strides), data);
  }

  /** Whether the last row's or column's stride ends behind the example, which oneDNN refuses. */
  private boolean overhangs(long[] strides) {
    return shape.batch() > 1 && strides[0] < wholeStrides(strides);
  }

  private long wholeStrides(long[] strides) {
    return Math.max(shape.height() * strides[2], shape.width() * strides[3]);
  }

  private Kernel eachExample(
      NativeFloats from, long[] fromStrides, NativeFloats to, long[] toStrides) {
    NhwcShape one = new NhwcShape(1, shape.height(), shape.width(), shape.channels());
    StridedCopy ofOne = new StridedCopy(dnn, one, attributes);
    long[] fromSteps = fromStrides.clone();
    long[] toSteps = toStrides.clone();
    fromSteps[0] = wholeStrides(fromSteps);
    toSteps[0] = wholeStrides(toSteps);
    List<Kernel> copies = new ArrayList<>();
    for (int i = 0; i < shape.batch(); i++) {
      NativeFloats source = from.view(i * fromStrides[0], from.length() - i * fromStrides[0]);
      NativeFloats target = to.view(i * toStrides[0], to.length() - i * toStrides[0]);
      copies.add(ofOne.of(source, fromSteps, target, toSteps));
    }
    return () -> copies.forEach(Kernel::run);
  }
}

package org.fbnetspark.net.fused.kernel;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A range of floats in native memory that a {@link NativeArena} owns. */
public final class NativeFloats {

  private final FloatPointer pointer;
  private final long length;

  private NativeFloats(FloatPointer pointer, long length) {
    this.pointer = pointer;
    this.length = length;
  }

  static NativeFloats at(BytePointer start, long length) {
    return new NativeFloats(new FloatPointer(start), length);
  }

  /** Number of floats. */
  public long length() {
    return length;
  }

  /** A part of this range. */
  public NativeFloats view(long offset, long viewLength) {
    Objects.checkFromIndexSize(offset, viewLength, length);
    return new NativeFloats(pointer.getPointer(offset), viewLength);
  }

  /** Copies a whole array to the beginning of this range. */
  public void put(float[] values) {
    put(values, values.length);
  }

  /** Copies the beginning of an array to the beginning of this range. */
  public void put(float[] values, int count) {
    Objects.checkFromIndexSize(0, count, length);
    pointer.put(values, 0, count);
  }

  /** Copies the beginning of this range to fill an array. */
  public float[] get(float[] values) {
    get(values, values.length);
    return values;
  }

  /** Copies the beginning of this range to the beginning of an array. */
  public void get(float[] values, int count) {
    Objects.checkFromIndexSize(0, count, length);
    pointer.get(values, 0, count);
  }

  /** A copy of the whole range. */
  public float[] toArray() {
    return get(new float[Math.toIntExact(length)]);
  }

  /** The same memory. */
  FloatBuffer buffer() {
    return new FloatPointer(pointer).capacity(length).asBuffer();
  }

  /** Sets every value to zero. */
  public void clear() {
    clear(0, length);
  }

  /** Sets some values to zero. */
  public void clear(long first, long count) {
    Objects.checkFromIndexSize(first, count, length);
    Pointer.memset(pointer.getPointer(first), 0, count * Float.BYTES);
  }

  FloatPointer pointer() {
    return pointer;
  }
}

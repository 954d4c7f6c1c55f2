package org.fbnetspark.wire;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A part of a vector that crosses as blocks of bytes; an array by itself would cross number by
 * number, and a part would have to be copied out first.
 *
 * <p>The array is shared, not copied: whoever holds it treats it as fixed.
 */
public final class FloatBlock implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Floats that are laid out as bytes at a time. */
  private static final int CHUNK = 1 << 14;

  private transient float[] values;
  private transient int from;
  private transient int length;

  private FloatBlock(float[] values, int from, int length) {
    this.values = values;
    this.from = from;
    this.length = length;
  }

  /** A whole vector. */
  public static FloatBlock of(float[] values) {
    return new FloatBlock(values, 0, values.length);
  }

  /** A part of a vector. */
  public static FloatBlock of(float[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    return new FloatBlock(values, from, to - from);
  }

  /** Number of floats. */
  public int length() {
    return length;
  }

  /**
   * The floats; shared where they are a whole vector, which they are wherever they have come to.
   */
  public float[] values() {
    return length == values.length ? values : Arrays.copyOfRange(values, from, from + length);
  }

  /**
   * Adds a multiple of some floats to sums, in double precision.
   *
   * @param first of the floats
   * @param count of them, which are added to the first sums
   */
  void addTo(double[] sums, int first, int count, double factor) {
    Objects.checkFromIndexSize(first, count, length);
    int at = from + first;
    for (int j = 0; j < count; j++) {
      sums[j] += factor * values[at + j];
    }
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.writeInt(length);
    byte[] bytes = new byte[Math.min(length, CHUNK) * Float.BYTES];
    FloatBuffer floats = floats(bytes);
    for (int done = 0; done < length; done += CHUNK) {
      int count = Math.min(CHUNK, length - done);
      floats.clear().put(values, from + done, count);
      out.write(bytes, 0, count * Float.BYTES);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException {
    length = in.readInt();
    if (length < 0) {
      throw new InvalidObjectException("A vector cannot have " + length + " floats");
    }
    values = new float[length];
    byte[] bytes = new byte[Math.min(length, CHUNK) * Float.BYTES];
    FloatBuffer floats = floats(bytes);
    for (int done = 0; done < length; done += CHUNK) {
      int count = Math.min(CHUNK, length - done);
      in.readFully(bytes, 0, count * Float.BYTES);
      floats.clear().get(values, done, count);
    }
  }

  /** Copied without turning bytes round on all processors that we have natives for. */
  private static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}

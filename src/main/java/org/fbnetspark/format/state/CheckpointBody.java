package org.fbnetspark.format.state;

import java.nio.ByteBuffer;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.store.CorruptFileException;

/**
 * Reads what a checkpoint keeps, from front to end; nothing is allocated that the file cannot fill.
 *
 * @param in from behind the identity to the end of the body
 * @param name of the file, for messages
 * @param identity of the run that wrote it
 */
record CheckpointBody(ByteBuffer in, String name, RunIdentity identity) {

  /** A count whose elements still fit into the file. */
  int count(int elementBytes, String what) throws CorruptFileException {
    int at = in.position();
    int count = in.remaining() < Integer.BYTES ? -1 : in.getInt();
    if (count < 0 || (long) count * elementBytes > in.remaining()) {
      throw new CorruptFileException(name, at, "cannot hold " + count + " " + what);
    }
    return count;
  }

  /** A finite number. */
  double number(String what) throws CorruptFileException {
    int at = in.position();
    double value = in.getDouble();
    if (!Double.isFinite(value)) {
      throw new CorruptFileException(name, at, "holds the " + what + " " + value);
    }
    return value;
  }

  /** As many finite numbers as were counted before. */
  double[] doubles(int count, String what) throws CorruptFileException {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = number(what);
    }
    return values;
  }

  /** As many finite numbers as were counted before. */
  float[] floats(int count, String what) throws CorruptFileException {
    int at = in.position();
    float[] values = new float[count];
    in.asFloatBuffer().get(values);
    in.position(at + count * Float.BYTES);
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(values[i])) {
        throw new CorruptFileException(
            name, at + (long) i * Float.BYTES, "holds the " + what + " " + values[i]);
      }
    }
    return values;
  }

  /** The outer momentum behind weights: none, or as long as they are. */
  float[] outer(int weights) throws CorruptFileException {
    int length = count(Float.BYTES, "outer momenta");
    if (length != 0 && length != weights) {
      throw refuse("has " + length + " outer momenta beside " + weights + " weights");
    }
    return floats(length, "outer momentum");
  }

  /** Writes what {@link #outer} reads. */
  static void putOuter(ByteBuffer out, Weights weights) {
    out.putInt(weights.outer().length);
    put(out, weights.outer());
  }

  static void put(ByteBuffer out, float[] values) {
    out.asFloatBuffer().put(values);
    out.position(out.position() + values.length * Float.BYTES);
  }

  /** Refuses a body that has more than was read. */
  void end() throws CorruptFileException {
    if (in.hasRemaining()) {
      throw new CorruptFileException(name, in.position(), in.remaining() + " bytes too many");
    }
  }

  /** Something read does not make sense. */
  CorruptFileException refuse(String reason) {
    return new CorruptFileException(name, 0, reason);
  }
}

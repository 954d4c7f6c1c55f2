package org.fbnetspark.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.fbnetspark.domain.arch.Theta;
import org.fbnetspark.search.RunIdentity;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.TargetController;
import org.fbnetspark.search.ThetaAdam;
import org.fbnetspark.search.Weights;
import org.fbnetspark.store.CorruptFileException;

/**
 * A checkpoint as bytes, version 2. All numbers are big-endian:
 *
 * <pre>
 * magic       8 bytes  "FBNSTATE"
 * version     int32    1
 * length      int64    bytes of the body
 * body:
 *   identity  4 x 32 bytes, SHA-256 of settings, space, cost table, data
 *   epoch     int32    epochs completed
 *   seed      int64
 *   steps     int32    steps that Adam has taken
 *   product, square  float64 each, memory of the controller that leads theta to a target
 *   choices   int32
 *   per choice: candidates int32, then that many float64 of theta, first and second moment
 *   weights   int32    number of weights, then that many float32 of weights and of momentum
 * checksum    int32    CRC-32C of all before it
 * </pre>
 */
public final class SearchStateBytes {

  /** The version that is written, and the only one that is read. */
  public static final int VERSION = 2;

  private static final byte[] MAGIC = "FBNSTATE".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + Integer.BYTES + Long.BYTES;
  private static final int HASH = 32;
  private static final int SMALLEST_BODY =
      4 * HASH + 4 * Integer.BYTES + Long.BYTES + 2 * Double.BYTES;

  /**
   * A state and the run it belongs to.
   *
   * @param identity of the run that wrote it
   * @param state as it was
   */
  public record Kept(RunIdentity identity, SearchState state) {}

  private SearchStateBytes() {}

  /** Writes a state. */
  public static byte[] write(Kept kept) {
    SearchState state = kept.state();
    Weights weights = state.weights();
    int candidates = 0;
    for (int choice = 0; choice < state.theta().choices(); choice++) {
      candidates = Math.addExact(candidates, state.theta().candidates(choice));
    }
    long body =
        SMALLEST_BODY
            + (long) Integer.BYTES * state.theta().choices()
            + 3L * Double.BYTES * candidates
            + 2L * Float.BYTES * weights.length();
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(HEADER + body + Integer.BYTES));
    out.put(MAGIC).putInt(VERSION).putLong(body);
    RunIdentity identity = kept.identity();
    for (String hash :
        new String[] {identity.settings(), identity.space(), identity.costs(), identity.data()}) {
      out.put(HexFormat.of().parseHex(hash));
    }
    out.putInt(state.epoch()).putLong(state.seed()).putInt(state.moments().steps());
    out.putDouble(state.controller().product()).putDouble(state.controller().square());
    writeTheta(out, state);
    out.putInt(weights.length());
    putFloats(out, weights.values());
    putFloats(out, weights.momentum());
    out.putInt(checksum(out.array(), out.position()));
    return out.array();
  }

  private static void writeTheta(ByteBuffer out, SearchState state) {
    double[][] theta = state.theta().rows();
    double[][] first = state.moments().first();
    double[][] second = state.moments().second();
    out.putInt(theta.length);
    for (int choice = 0; choice < theta.length; choice++) {
      out.putInt(theta[choice].length);
      for (double[] row : new double[][] {theta[choice], first[choice], second[choice]}) {
        Arrays.stream(row).forEach(out::putDouble);
      }
    }
  }

  /**
   * Reads a state.
   *
   * @param name of the file, for messages
   * @throws CorruptFileException where the bytes are not a whole state; with name, position and
   *     reason
   */
  public static Kept read(byte[] bytes, String name) throws CorruptFileException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    checkFrame(in, name);
    RunIdentity identity = new RunIdentity(hash(in), hash(in), hash(in), hash(in));
    int epoch = in.getInt();
    long seed = in.getLong();
    int steps = in.getInt();
    double product = in.getDouble();
    double square = in.getDouble();
    int choices = count(in, Integer.BYTES, "choices", name);
    double[][] theta = new double[choices][];
    double[][] first = new double[choices][];
    double[][] second = new double[choices][];
    for (int choice = 0; choice < choices; choice++) {
      int candidates = count(in, 3 * Double.BYTES, "candidates", name);
      theta[choice] = doubles(in, candidates);
      first[choice] = doubles(in, candidates);
      second[choice] = doubles(in, candidates);
    }
    int length = count(in, 2 * Float.BYTES, "weights", name);
    Weights weights = new Weights(floats(in, length), floats(in, length));
    if (in.remaining() != Integer.BYTES) {
      throw damaged(name, in.position(), in.remaining() - Integer.BYTES + " bytes too many");
    }
    if (epoch < 0 || steps < 0) {
      throw damaged(name, HEADER, "counts " + epoch + " epochs and " + steps + " steps");
    }
    try {
      return new Kept(
          identity,
          new SearchState(
              epoch,
              seed,
              Theta.of(theta),
              new ThetaAdam.Moments(steps, first, second),
              new TargetController.Memory(product, square),
              weights));
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(name, HEADER, e.getMessage(), e);
    }
  }

  private static void checkFrame(ByteBuffer in, String name) throws CorruptFileException {
    if (in.remaining() < HEADER + SMALLEST_BODY + Integer.BYTES) {
      throw damaged(name, in.remaining(), "ends before the state does");
    }
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw damaged(name, 0, "is not a search state");
    }
    int version = in.getInt();
    if (version != VERSION) {
      throw damaged(
          name, MAGIC.length, "has version " + version + ", but only " + VERSION + " is read");
    }
    long length = in.getLong();
    if (length != in.remaining() - Integer.BYTES) {
      throw damaged(
          name,
          HEADER - Long.BYTES,
          "promises " + length + " bytes but holds " + (in.remaining() - Integer.BYTES));
    }
    int end = in.limit() - Integer.BYTES;
    if (checksum(in.array(), end) != in.getInt(end)) {
      throw damaged(name, end, "the checksum does not match");
    }
  }

  /** A count whose elements still fit into the file, checked before anything is allocated. */
  private static int count(ByteBuffer in, int elementBytes, String what, String name)
      throws CorruptFileException {
    int at = in.position();
    int count = in.remaining() < Integer.BYTES ? -1 : in.getInt();
    if (count < 0 || (long) count * elementBytes > in.remaining()) {
      throw damaged(name, at, "cannot hold " + count + " " + what);
    }
    return count;
  }

  private static String hash(ByteBuffer in) {
    byte[] hash = new byte[HASH];
    in.get(hash);
    return HexFormat.of().formatHex(hash);
  }

  private static double[] doubles(ByteBuffer in, int count) {
    double[] values = new double[count];
    in.asDoubleBuffer().get(values);
    in.position(in.position() + count * Double.BYTES);
    return values;
  }

  private static float[] floats(ByteBuffer in, int count) {
    float[] values = new float[count];
    in.asFloatBuffer().get(values);
    in.position(in.position() + count * Float.BYTES);
    return values;
  }

  private static void putFloats(ByteBuffer out, float[] values) {
    out.asFloatBuffer().put(values);
    out.position(out.position() + values.length * Float.BYTES);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static CorruptFileException damaged(String name, int offset, String reason) {
    return new CorruptFileException(name, offset, reason);
  }
}

package org.fbnetspark.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.fbnetspark.domain.theta.Theta;

/** SHA-256 of what a run is made of and of what it made, in hexadecimal. */
public final class Sha256 {

  private static final int CHUNK = 1 << 16;

  private Sha256() {}

  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** Of the logits as big-endian float64, row by row. */
  public static String of(Theta theta) {
    MessageDigest digest = digest();
    for (double[] row : theta.rows()) {
      ByteBuffer bytes = ByteBuffer.allocate(row.length * Double.BYTES);
      bytes.asDoubleBuffer().put(row);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of the values as big-endian float32. */
  public static String of(float[] values) {
    MessageDigest digest = digest();
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      bytes.clear();
      bytes.asFloatBuffer().put(values, from, count);
      bytes.limit(count * Float.BYTES);
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}

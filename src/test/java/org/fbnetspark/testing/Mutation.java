package org.fbnetspark.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** Ways in which the bytes of a file may go wrong, by accident or on purpose. */
public enum Mutation {
  FLIP,
  CUT,
  INSERT,
  REPEAT,
  DELETE,
  NUMBER,
  DROP_FIELD,
  REPEAT_FIELD,
  NEST,
  BLOW_UP;

  private static final Pattern NUMBERS = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  private static final Pattern FIELDS =
      Pattern.compile("\"[^\"\n]*\" ?: ?[^,{}\\[\\]\n]*,?|[^\n]*\n");
  private static final List<String> ODD_NUMBERS =
      List.of(
          "-1",
          "0",
          "1e999",
          "-0.5",
          "NaN",
          "2147483648",
          "18446744073709551617",
          "1e308",
          "999999999",
          "\"1\"",
          "null",
          "[1]");

  /** A copy of the bytes, mutated. */
  public byte[] of(byte[] sound, SplittableRandom random) {
    int at = random.nextInt(sound.length);
    int end = at + 1 + random.nextInt(Math.min(sound.length - at, 64));
    return switch (this) {
      case FLIP -> flipped(sound, at, random);
      case CUT -> Arrays.copyOf(sound, at);
      case INSERT -> spliced(sound, at, at, randomBytes(random));
      case REPEAT -> spliced(sound, end, end, Arrays.copyOfRange(sound, at, end));
      case DELETE -> spliced(sound, at, end, new byte[0]);
      case NUMBER ->
          replaced(sound, NUMBERS, ODD_NUMBERS.get(random.nextInt(ODD_NUMBERS.size())), random);
      case DROP_FIELD -> replaced(sound, FIELDS, "", random);
      case REPEAT_FIELD -> replaced(sound, FIELDS, "$0$0", random);
      case NEST -> spliced(sound, at, at, repeated("[{a:\"".charAt(random.nextInt(4)), 20_000));
      case BLOW_UP -> spliced(sound, at, at, repeated((char) sound[at], 300_000));
    };
  }

  /** The bytes with a right CRC-32C of all before it as their last four, as an attacker has it. */
  public static byte[] sealed(byte[] bytes) {
    if (bytes.length < Integer.BYTES) {
      return bytes;
    }
    byte[] sealed = bytes.clone();
    CRC32C checksum = new CRC32C();
    checksum.update(sealed, 0, sealed.length - Integer.BYTES);
    ByteBuffer.wrap(sealed).putInt(sealed.length - Integer.BYTES, (int) checksum.getValue());
    return sealed;
  }

  private static byte[] flipped(byte[] sound, int at, SplittableRandom random) {
    byte[] flipped = sound.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static byte[] randomBytes(SplittableRandom random) {
    byte[] bytes = new byte[1 + random.nextInt(16)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] repeated(char character, int times) {
    return String.valueOf(character).repeat(times).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] spliced(byte[] sound, int from, int to, byte[] middle) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(sound, 0, from);
    bytes.writeBytes(middle);
    bytes.write(sound, to, sound.length - to);
    return bytes.toByteArray();
  }

  private static byte[] replaced(
      byte[] sound, Pattern pattern, String replacement, SplittableRandom random) {
    String text = new String(sound, StandardCharsets.ISO_8859_1);
    List<MatchResult> found = new ArrayList<>(pattern.matcher(text).results().toList());
    if (found.isEmpty()) {
      return flipped(sound, random.nextInt(sound.length), random);
    }
    MatchResult one = found.get(random.nextInt(found.size()));
    byte[] middle = replacement.replace("$0", one.group()).getBytes(StandardCharsets.ISO_8859_1);
    return spliced(sound, one.start(), one.end(), middle);
  }
}

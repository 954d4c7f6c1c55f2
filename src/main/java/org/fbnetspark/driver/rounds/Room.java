package org.fbnetspark.driver.rounds;

import java.util.Optional;

/**
 * Memory for something.
 *
 * @param bytes that there are
 * @param source what gives more; empty where the machine has no more
 */
public record Room(long bytes, Optional<Source> source) {

  /** Values are told in whole steps, for nobody wants 1,537 MB. */
  private static final long STEP_MB = 128;

  /**
   * A setting of Spark that memory comes from.
   *
   * @param key of the setting
   * @param share of its value that the room is
   * @param apart bytes of its value that something else takes before
   */
  public record Source(String key, double share, long apart) {}

  /** Room that is the whole value of a setting. */
  public static Room of(long bytes, String key) {
    return new Room(bytes, Optional.of(new Source(key, 1, 0)));
  }

  /** What to do where so many bytes are needed. */
  public String advice(long needed) {
    return source
        .map(from -> "set --conf " + from.key() + "=" + megabytes(from, needed) + "m")
        .orElse("use a machine with more memory, or fewer task slots (--master local[1])");
  }

  private static long megabytes(Source from, long needed) {
    double bytes = needed / from.share() + from.apart();
    return (long) Math.ceil(bytes / (STEP_MB << 20)) * STEP_MB;
  }
}

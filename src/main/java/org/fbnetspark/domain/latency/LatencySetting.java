package org.fbnetspark.domain.latency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What every row of a table was measured on and with. Two settings never share a table, so unlike
 * devices are never averaged.
 *
 * @param device machine or phone
 * @param runtime library that ran the ops, with its version
 * @param dtype number format, such as {@code fp32} or {@code int8}
 * @param batch examples in one run; times are per run
 * @param threads threads of the runtime; empty where the source does not tell
 * @param layout order of the axes that the runtime is given, such as {@code nchw}; empty where the
 *     source does not tell
 */
public record LatencySetting(
    String device,
    String runtime,
    String dtype,
    int batch,
    OptionalInt threads,
    Optional<String> layout) {

  /** Rejects a blank name and a count below 1. */
  public LatencySetting {
    if (device.isBlank() || runtime.isBlank() || dtype.isBlank()) {
      throw new IllegalArgumentException(
          "A latency table must name device, runtime and dtype, but has '"
              + device
              + "', '"
              + runtime
              + "' and '"
              + dtype
              + "'");
    }
    if (batch < 1 || threads.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "Latencies need a batch and threads of at least 1, but was " + batch + " and " + threads);
    }
  }

  /** A setting whose layout is not known. */
  public LatencySetting(
      String device, String runtime, String dtype, int batch, OptionalInt threads) {
    this(device, runtime, dtype, batch, threads, Optional.empty());
  }

  /** A setting whose threads alone are known. */
  public LatencySetting(String device, String runtime, String dtype, int batch, int threads) {
    this(device, runtime, dtype, batch, OptionalInt.of(threads));
  }

  /**
   * What differs in another setting, such as {@code threads 1 and 4}; empty where they are equal.
   */
  public List<String> differences(LatencySetting other) {
    List<String> found = new ArrayList<>();
    compare(found, "device", device, other.device);
    compare(found, "runtime", runtime, other.runtime);
    compare(found, "dtype", dtype, other.dtype);
    compare(found, "batch", batch, other.batch);
    compare(found, "threads", known(threads), known(other.threads));
    compare(found, "layout", layout.orElse("not stated"), other.layout.orElse("not stated"));
    return found;
  }

  private static void compare(List<String> found, String what, Object ours, Object theirs) {
    if (!ours.equals(theirs)) {
      found.add(what + " " + ours + " and " + theirs);
    }
  }

  private static String known(OptionalInt count) {
    return count.isPresent() ? String.valueOf(count.getAsInt()) : "not stated";
  }

  @Override
  public String toString() {
    String known = threads.isPresent() ? ", threads " + threads.getAsInt() : "";
    String axes = layout.map(order -> ", " + order).orElse("");
    return device + " (" + runtime + ", " + dtype + ", batch " + batch + known + axes + ")";
  }
}

package org.fbnetspark.format;

import java.util.OptionalInt;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.LayerwiseSpace;

/** Reads a latency table in whichever form its file name tells. */
public final class LatencyFile {

  /** Largest file read; the largest published table has a tenth of it. */
  public static final int LARGEST_BYTES = 64 << 20;

  private static final String RUNTIME = "runtime not stated";
  private static final String DTYPE = "dtype not stated";

  private LatencyFile() {}

  /**
   * The table in these bytes: {@code .json} is {@link LatencyTableJson}, {@code .csv} is {@link
   * LatencyTableCsv}, {@code .txt} is {@link ReferenceLatencyText}. The last two do not say how
   * they were measured.
   *
   * @param path the file, for its ending and for messages
   * @param space whose blocks the lines of a text table are for
   */
  public static LatencyTable read(byte[] bytes, String path, LayerwiseSpace space)
      throws FormatException {
    if (path.endsWith(".json")) {
      return LatencyTableJson.read(bytes, path);
    }
    if (path.endsWith(".csv")) {
      return LatencyTableCsv.read(bytes, path, RUNTIME, DTYPE, 1, OptionalInt.empty()).table();
    }
    if (path.endsWith(".txt")) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      return ReferenceLatencyText.read(
          bytes, path, space, new LatencySetting(name, RUNTIME, DTYPE, 1, OptionalInt.empty()));
    }
    throw new FormatException(path, "name", "must end in .json, .csv or .txt");
  }
}

package org.fbnetspark.data.source;

import java.io.Serializable;
import org.fbnetspark.data.ImageDecoder;

/**
 * Bounds that keep a hostile or broken source from filling memory or disk.
 *
 * @param maxEntries files in a source
 * @param maxBytes bytes in a source, unpacked
 * @param maxExpansion unpacked bytes for each packed byte, beyond the first 64 MiB
 * @param maxImageBytes bytes of one image file
 * @param maxImagePixels positions of one image
 */
public record SourceLimits(
    int maxEntries, long maxBytes, int maxExpansion, int maxImageBytes, long maxImagePixels)
    implements Serializable {

  /** Room for ImageNet. */
  public static final SourceLimits STANDARD =
      new SourceLimits(20_000_000, 1L << 40, 100, 64 << 20, 50_000_000);

  private static final long FREE_EXPANSION_BYTES = 64L << 20;

  /** Rejects bounds that nothing fits in. */
  public SourceLimits {
    if (maxEntries < 1
        || maxBytes < 1
        || maxExpansion < 1
        || maxImageBytes < 1
        || maxImagePixels < 1) {
      throw new IllegalArgumentException("Limits of a source must be positive");
    }
  }

  /** Whether what was packed makes more bytes than it may. */
  boolean expanded(long unpackedBytes, long packedBytes) {
    return unpackedBytes > FREE_EXPANSION_BYTES + maxExpansion * packedBytes;
  }

  /** A decoder within these limits. */
  ImageDecoder decoder() {
    return new ImageDecoder(maxImagePixels);
  }
}

package org.fbnetspark.net.fused.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Copies some pixels of maps into smaller ones, and back. A pixel is all channels of a position;
 * pixels that are neighbours in both maps are copied together.
 */
public final class Pixels {

  private final int batch;
  private final int largeLength;
  private final int smallLength;

  /** For each run its first float in the large map, in the small one, and its length. */
  private final int[] runs;

  /**
   * Finds the runs.
   *
   * @param positions of a large map
   * @param sources for each position of the small map that of the large one, rising
   */
  public Pixels(int batch, long positions, int[] sources, int channels) {
    this.batch = batch;
    largeLength = Math.toIntExact(positions * channels);
    smallLength = sources.length * channels;
    int[] found = new int[3 * sources.length];
    int count = 0;
    for (int i = 0; i < sources.length; i++) {
      if (i > 0 && sources[i] == sources[i - 1] + 1) {
        found[3 * count - 1] += channels;
      } else {
        found[3 * count] = sources[i] * channels;
        found[3 * count + 1] = i * channels;
        found[3 * count + 2] = channels;
        count++;
      }
    }
    runs = Arrays.copyOf(found, 3 * count);
  }

  /** Fills small maps from large ones. */
  public Kernel gather(NativeFloats large, NativeFloats small) {
    FloatBuffer from = large.buffer();
    FloatBuffer to = small.buffer();
    return () -> {
      for (int example = 0; example < batch; example++) {
        for (int i = 0; i < runs.length; i += 3) {
          to.put(
              example * smallLength + runs[i + 1],
              from,
              example * largeLength + runs[i],
              runs[i + 2]);
        }
      }
    };
  }

  /** Copies small maps to the pixels of large ones that they came from, and leaves the others. */
  public Kernel scatter(NativeFloats small, NativeFloats large) {
    FloatBuffer from = small.buffer();
    FloatBuffer to = large.buffer();
    return () -> {
      for (int example = 0; example < batch; example++) {
        for (int i = 0; i < runs.length; i += 3) {
          to.put(
              example * largeLength + runs[i],
              from,
              example * smallLength + runs[i + 1],
              runs[i + 2]);
        }
      }
    };
  }
}

package org.fbnetspark.domain.shape;

import java.util.Arrays;

/**
 * The pixels of a map that stay when it is made smaller, by the nearest one, rows and columns each
 * by themselves:
 *
 * <pre>row i of the smaller map is row floor(i * height / smaller height) of the larger one</pre>
 *
 * <p>No two of them fall together, so what was computed from the smaller map can be scattered to
 * the pixels that it came from. Where one side divides another the pixels of the smaller map are
 * among those of the larger one, and they are those on which windows with a stride stand, for their
 * first one stands on the first pixel.
 *
 * <p>Source: Wan et al., FBNetV2 (arXiv 2004.05565), Section 3.2.
 *
 * @param from the larger map
 * @param to the smaller one, with as many channels
 */
public record Subsampling(ImageShape from, ImageShape to) {

  /** Rejects a map that does not lie within the other. */
  public Subsampling {
    if (!to.within(from)) {
      throw new IllegalArgumentException(to + " cannot be subsampled from " + from);
    }
  }

  /** Whether every pixel stays. */
  public boolean keepsAll() {
    return from.equals(to);
  }

  /** For each position of the smaller map, row by row, where in the larger one it comes from. */
  public int[] sources() {
    int[] sources = new int[Math.toIntExact(to.positions())];
    for (int i = 0; i < sources.length; i++) {
      int row = nearest(i / to.width(), from.height(), to.height());
      sources[i] = row * from.width() + nearest(i % to.width(), from.width(), to.width());
    }
    return sources;
  }

  /** For each position of the larger map where in the smaller one it goes; -1 for nowhere. */
  public int[] targets() {
    int[] targets = new int[Math.toIntExact(from.positions())];
    Arrays.fill(targets, -1);
    int[] sources = sources();
    for (int i = 0; i < sources.length; i++) {
      targets[sources[i]] = i;
    }
    return targets;
  }

  private static int nearest(int i, int large, int small) {
    return (int) ((long) i * large / small);
  }
}

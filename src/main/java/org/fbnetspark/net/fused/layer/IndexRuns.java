package org.fbnetspark.net.fused.layer;

import java.util.Arrays;

/**
 * A list of positions, kept as runs of equal steps: where the values of a tensor, taken in order,
 * lie in a vector that is laid out otherwise.
 */
public final class IndexRuns {

  private int[] starts = new int[4];
  private int[] steps = new int[4];
  private int[] counts = new int[4];
  private int runs;
  private int size;

  /** Appends a position. */
  void add(int position) {
    size++;
    if (runs > 0) {
      int last = runs - 1;
      if (counts[last] == 1) {
        steps[last] = position - starts[last];
      }
      if (position == starts[last] + counts[last] * steps[last]) {
        counts[last]++;
        return;
      }
    }
    if (runs == starts.length) {
      starts = Arrays.copyOf(starts, 2 * runs);
      steps = Arrays.copyOf(steps, 2 * runs);
      counts = Arrays.copyOf(counts, 2 * runs);
    }
    starts[runs] = position;
    counts[runs++] = 1;
  }

  /** Appends neighbouring positions. */
  void addRange(int first, int length) {
    for (int i = 0; i < length; i++) {
      add(first + i);
    }
  }

  /** The same positions, all further by so many places. */
  IndexRuns shifted(int places) {
    IndexRuns shifted = new IndexRuns();
    shifted.starts = Arrays.stream(starts).map(start -> start + places).toArray();
    shifted.steps = steps.clone();
    shifted.counts = counts.clone();
    shifted.runs = runs;
    shifted.size = size;
    return shifted;
  }

  /** Number of positions. */
  public int size() {
    return size;
  }

  /** {@code target[position(i)] = source[offset + i]} for every i. */
  public void scatter(float[] source, int offset, float[] target) {
    int from = offset;
    for (int run = 0; run < runs; run++) {
      int to = starts[run];
      if (steps[run] == 1) {
        System.arraycopy(source, from, target, to, counts[run]);
        from += counts[run];
        continue;
      }
      for (int i = 0; i < counts[run]; i++, to += steps[run]) {
        target[to] = source[from++];
      }
    }
  }

  /** {@code target[offset + i] = source[position(i)]} for every i. */
  public void gather(float[] source, float[] target, int offset) {
    int to = offset;
    for (int run = 0; run < runs; run++) {
      int from = starts[run];
      if (steps[run] == 1) {
        System.arraycopy(source, from, target, to, counts[run]);
        to += counts[run];
        continue;
      }
      for (int i = 0; i < counts[run]; i++, from += steps[run]) {
        target[to++] = source[from];
      }
    }
  }
}

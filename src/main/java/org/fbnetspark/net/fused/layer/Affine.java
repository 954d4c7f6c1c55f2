package org.fbnetspark.net.fused.layer;

import java.util.Arrays;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.Trainable;

/**
 * Where scale and shift of a normalisation lie among a layer's parameters.
 *
 * @param place of the scales, the shifts behind them
 * @param channels how many of each
 * @param trained whether there are any; if not, statistics alone lie there
 */
record Affine(int place, int channels, boolean trained) {

  /** Takes a place. */
  static Affine in(ParameterRoom room, int channels, boolean trained) {
    return new Affine(room.take(2L * channels), channels, trained);
  }

  /** Scale and shift: those of the parameters, or 1 and 0, whose gradient goes nowhere. */
  Trainable of(OneDnn dnn, Trainable parameters) {
    Trainable own = parameters.view(place, 2L * channels);
    return trained ? own : own.with(fixed(dnn), dnn.floats(2L * channels));
  }

  private NativeFloats fixed(OneDnn dnn) {
    float[] values = new float[2 * channels];
    Arrays.fill(values, 0, channels, 1f);
    NativeFloats fixed = dnn.floats(values.length);
    fixed.put(values);
    return fixed;
  }

  /** The scales, from one channel on. */
  IndexRuns gamma(int first, int count) {
    return range(place + first, count);
  }

  /** The shifts. */
  IndexRuns beta(int first, int count) {
    return range(place + channels + first, count);
  }

  private static IndexRuns range(int first, int count) {
    IndexRuns runs = new IndexRuns();
    runs.addRange(first, count);
    return runs;
  }
}

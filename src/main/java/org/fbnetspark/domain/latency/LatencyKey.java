package org.fbnetspark.domain.latency;

import java.io.Serializable;
import java.util.Optional;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Which row of a latency table.
 *
 * @param op op code; {@link #HEAD} for pooling and classifier timed as one
 * @param input shape of one example entering the op
 * @param outChannels channels leaving it
 * @param stride step of its window
 * @param layerName layer that the row is for alone; empty where it is for every layer of its
 *     shapes. Only tables that timed equal layers apart need it
 */
public record LatencyKey(String op, ImageShape input, int outChannels, int stride, String layerName)
    implements Serializable {

  /** Code of the mean pool and the classifier behind it, timed together. */
  public static final String HEAD = "head";

  /** What a call of the runtime takes whatever it computes; a network pays it once. */
  public static final LatencyKey OVERHEAD =
      new LatencyKey("overhead", new ImageShape(1, 1, 1), 1, 1);

  /** The row for every layer with these shapes. */
  public LatencyKey(String op, ImageShape input, int outChannels, int stride) {
    this(op, input, outChannels, stride, "");
  }

  /** The row for an op at any layer of these shapes. */
  public static LatencyKey of(Op op, Placement at) {
    return new LatencyKey(op.code(), at.input(), at.outChannels(), at.stride());
  }

  /** The layer that this row is for, if only one. */
  public Optional<String> layer() {
    return Optional.of(layerName).filter(name -> !name.isEmpty());
  }

  /** The same row for one layer alone. */
  public LatencyKey at(String layer) {
    return new LatencyKey(op, input, outChannels, stride, layer);
  }

  @Override
  public String toString() {
    String place = layer().map(name -> " at " + name).orElse("");
    return op + " " + input + " -> " + outChannels + " stride " + stride + place;
  }
}

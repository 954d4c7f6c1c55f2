package org.fbnetspark.profile;

import java.io.Serializable;
import java.util.List;

/**
 * What one host has measured in one go.
 *
 * @param measurements one for each network, in order
 * @param controlDrift largest share by which a control beside a kept pass differed from the median
 *     of all controls
 * @param discardedPasses passes that were made again because the control drifted
 */
public record Profiled(List<Measurement> measurements, double controlDrift, int discardedPasses)
    implements Serializable {

  /** Nothing was measured. */
  public static final Profiled NOTHING = new Profiled(List.of(), 0, 0);

  /** Copies the measurements. */
  public Profiled {
    measurements = List.copyOf(measurements);
  }
}

package org.fbnetspark.domain.cost;

import java.util.Locale;
import org.fbnetspark.domain.latency.RisingLine;

/** A table's line from rows to whole networks tells less than no time. */
public final class NegativeLatencyException extends UnfitLatenciesException {

  private static final long serialVersionUID = 1L;

  NegativeLatencyException(String space, String device, RisingLine line) {
    super(
        String.format(
            Locale.ROOT,
            "The latency table of %s tells whole networks by %s, and so less than 0 of the cheapest"
                + " architecture of %s; measure it anew:%n./submit/profile --config FILE --refresh,"
                + " with the configuration of this space",
            device,
            line.inWords(),
            space));
  }
}

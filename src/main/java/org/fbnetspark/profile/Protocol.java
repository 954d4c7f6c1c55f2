package org.fbnetspark.profile;

import java.io.Serializable;
import java.util.Locale;

/**
 * The limits of measuring.
 *
 * @param intervalShare an entry is steady once half the width of the 95 % interval of its median is
 *     at most this share of the median
 * @param maxSeconds most time that an entry is timed for, not counting passes that are discarded
 * @param warmUpMaxSeconds most time that an entry is run for before it is timed
 * @param sliceSeconds time that an entry has in one pass; at least one run is made
 * @param passes passes that each entry is timed in at least, so that every median has seen the
 *     machine at several times
 * @param shortMicros runs shorter than this are timed several at once, so many that they take about
 *     this long
 * @param driftLimit a pass is discarded and made again where the control before or after it differs
 *     by more than this share from the median of all controls
 * @param repeats most passes that are discarded in one measurement; what comes after is kept
 */
public record Protocol(
    double intervalShare,
    double maxSeconds,
    double warmUpMaxSeconds,
    double sliceSeconds,
    int passes,
    double shortMicros,
    double driftLimit,
    int repeats)
    implements Serializable {

  /** Rejects limits that no measurement could keep. */
  public Protocol {
    if (!(intervalShare > 0 && maxSeconds > 0 && warmUpMaxSeconds >= 0 && sliceSeconds > 0)
        || !(shortMicros >= 0 && driftLimit > 0)
        || passes < 1
        || repeats < 0) {
      throw new IllegalArgumentException(
          "Limits of measuring must be above 0, warm-up, short runs and repeats at least 0, but"
              + " were: interval "
              + intervalShare
              + ", "
              + maxSeconds
              + " s, warm-up "
              + warmUpMaxSeconds
              + " s, slice "
              + sliceSeconds
              + " s, "
              + passes
              + " passes, short "
              + shortMicros
              + " us, drift "
              + driftLimit
              + ", "
              + repeats
              + " repeats");
    }
  }

  /** In words, for the provenance of a table. */
  public String inWords() {
    return String.format(
        Locale.ROOT,
        "95 %% interval of the median +-%.3g %%, at most %.3g s an entry after at most %.3g s of"
            + " warm-up, slices of %.3g s in at least %d passes, runs below %.3g us timed together,"
            + " passes beside a control off by %.3g %% made again, %d at most",
        100 * intervalShare,
        maxSeconds,
        warmUpMaxSeconds,
        sliceSeconds,
        passes,
        shortMicros,
        100 * driftLimit,
        repeats);
  }
}

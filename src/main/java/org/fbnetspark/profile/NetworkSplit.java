package org.fbnetspark.profile;

import java.math.BigInteger;
import org.fbnetspark.domain.space.Space;

/**
 * How many whole networks the line from rows to networks is fitted to, and how many judge it.
 *
 * @param fitted networks that it is fitted to
 * @param heldOut further ones, which it has not seen
 */
public record NetworkSplit(int fitted, int heldOut) {

  private static final int FEWEST_FITTED = 3;
  private static final int FEWEST_HELD_OUT = 2;
  private static final NetworkSplit NONE = new NetworkSplit(0, 0);

  /**
   * As many networks as the settings ask for, but no more than half of those that the space has;
   * none where that leaves too few for a line.
   */
  public static NetworkSplit of(Space space, ProfileSettings settings) {
    int most = space.size().shiftRight(1).min(BigInteger.valueOf(settings.networks())).intValue();
    int toFit =
        (int) Math.ceil((double) settings.fitNetworks() * most / Math.max(1, settings.networks()));
    int fitted = most == settings.networks() ? settings.fitNetworks() : toFit;
    int heldOut = most - fitted;
    return fitted >= FEWEST_FITTED && heldOut >= FEWEST_HELD_OUT
        ? new NetworkSplit(fitted, heldOut)
        : NONE;
  }

  /** Networks of both kinds. */
  public int count() {
    return fitted + heldOut;
  }

  /**
   * Whether the network of this position is one that is fitted. The {@link NetworkSampler} gives
   * them from cheap to dear, and both kinds are spread over the whole range.
   */
  public boolean fits(int position) {
    return (long) (position + 1) * fitted / count() > (long) position * fitted / count();
  }
}

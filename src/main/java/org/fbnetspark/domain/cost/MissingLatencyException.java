package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.fbnetspark.domain.latency.LatencyKey;

/**
 * A latency table lacks rows that a space needs; names the first of them, and the command that
 * measures all.
 */
public final class MissingLatencyException extends UnfitLatenciesException {

  private static final long serialVersionUID = 1L;

  /** Rows that a person reads. */
  private static final int MOST_NAMED = 100;

  private static final String COMMAND =
      "./submit/profile --config FILE, with the configuration of this space, measures just these";

  private final List<LatencyKey> keys;

  /**
   * A table that does not do.
   *
   * @param between how many of the keys lie between rows of the table's grids
   */
  MissingLatencyException(String space, String device, List<LatencyKey> keys, int between) {
    super(
        "The latency table of "
            + device
            + " lacks "
            + keys.size()
            + " rows that "
            + space
            + " needs; "
            + (between == 0
                ? "measure or import them:"
                : between
                    + " of them lie between rows of its grids and are interpolated with"
                    + " cost.interpolate = true; or measure or import them:")
            + keys.stream().limit(MOST_NAMED).map(key -> "\n  " + key).collect(Collectors.joining())
            + (keys.size() > MOST_NAMED ? "\n  and " + (keys.size() - MOST_NAMED) + " more" : "")
            + "\n"
            + COMMAND);
    this.keys = new ArrayList<>(keys);
  }

  /** The missing rows, each once, in the order of the layers. */
  public List<LatencyKey> keys() {
    return List.copyOf(keys);
  }
}

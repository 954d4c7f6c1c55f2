package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.fbnetspark.domain.latency.LatencyKey;

/**
 * A latency table lacks rows that a space needs; names all of them, and the command that measures
 * them.
 */
public final class MissingLatencyException extends UnfitLatenciesException {

  private static final long serialVersionUID = 1L;

  private static final String COMMAND =
      "./submit/profile --config FILE, with the configuration of this space, measures just these";

  private final List<LatencyKey> keys;

  MissingLatencyException(String space, String device, List<LatencyKey> keys) {
    super(
        "The latency table of "
            + device
            + " lacks "
            + keys.size()
            + " rows that "
            + space
            + " needs; measure or import them:\n  "
            + keys.stream().map(LatencyKey::toString).collect(Collectors.joining("\n  "))
            + "\n"
            + COMMAND);
    this.keys = new ArrayList<>(keys);
  }

  /** The missing rows, each once, in the order of the layers. */
  public List<LatencyKey> keys() {
    return List.copyOf(keys);
  }
}

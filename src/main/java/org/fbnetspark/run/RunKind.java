package org.fbnetspark.run;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a run directory is the directory of. */
public enum RunKind {
  SEARCH,
  RETRAIN;

  /** The kind that a manifest tells of; searches of old did not say what they are. */
  static Optional<RunKind> of(Map<String, String> facts) {
    String command = facts.getOrDefault(RunFacts.COMMAND, SEARCH.command());
    return Stream.of(values()).filter(kind -> kind.command().equals(command)).findFirst();
  }

  /** The command that makes such a run. */
  public String command() {
    return name().toLowerCase(Locale.ROOT);
  }
}

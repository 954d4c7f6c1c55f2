package org.fbnetspark.domain.run;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a run directory is the directory of. */
public enum RunKind {
  SEARCH("searches"),
  RETRAIN("retrainings");

  private final String plural;

  RunKind(String plural) {
    this.plural = plural;
  }

  /** The kind of runs that a command makes. */
  public static Optional<RunKind> of(String command) {
    return Stream.of(values()).filter(kind -> kind.command().equals(command)).findFirst();
  }

  /** The command that makes such a run. */
  public String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Several of them, in a word. */
  public String plural() {
    return plural;
  }
}

package org.fbnetspark.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.run.RunRecord;

/** A run as it is shown; what is the same of all kinds is shown by its record and its figures. */
public abstract class RunView {

  private final RunRecord run;

  RunView(RunRecord run) {
    this.run = run;
  }

  /** What its directory tells of any run. */
  public final RunRecord run() {
    return run;
  }

  /** The network that is trained, or was derived; empty before there is one. */
  public abstract Optional<Network> network();

  /** Heading of its page. */
  abstract String title();

  /** The outcome in a sentence or two. */
  abstract String lead();

  /** What of its outcome needs attention, in plain words. */
  List<String> warnings() {
    return List.of();
  }

  /** Figures of the outcome. */
  abstract List<Tile> tiles();

  /** Sections that only runs of its kind have. */
  abstract List<Section> sections();

  /** Adds to the data of its page what only charts of its kind draw. */
  abstract void draw(ObjectNode node);

  /** What it is compared by with others of its kind, as text by column. */
  abstract Map<String, String> compared();

  /** What a reader of a comparison must know of its columns. */
  abstract String comparedNote();

  /** The command lines that run it again to the same bits, for a POSIX shell. */
  abstract List<String> again();

  /** Settings that tell what was done, by their key; the whole configuration stands beside them. */
  Map<String, String> settings() {
    return Map.of();
  }

  /** SHA-256 of what came of it, by name. */
  Map<String, String> hashes() {
    return Map.of();
  }
}

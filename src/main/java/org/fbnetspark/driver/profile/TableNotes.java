package org.fbnetspark.driver.profile;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.latency.LatencyCheck;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.format.latency.LatencyFile;

/** What a person should know of a table that was not measured here. */
public final class TableNotes {

  private TableNotes() {}

  /** How the table was read, where that is not plain, and warnings. */
  public static List<String> of(LatencyTable table) {
    List<String> notes = new ArrayList<>();
    String met = table.provenance().get(LatencyFile.READ_AS);
    if (met != null) {
      notes.add("times read as: " + met);
    }
    LatencyCheck.cautions(table)
        .forEach(caution -> notes.add("warning: latency table: " + caution));
    return notes;
  }
}

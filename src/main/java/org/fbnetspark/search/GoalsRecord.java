package org.fbnetspark.search;

import java.util.List;
import org.fbnetspark.domain.run.RunRecord;

/**
 * What a run directory tells of a search for several goals.
 *
 * @param run what it tells of any run
 * @param goals what the folder of each goal tells, as of a search for it alone
 */
public record GoalsRecord(RunRecord run, List<SearchRecord> goals) {

  /** Copies the list. */
  public GoalsRecord {
    goals = List.copyOf(goals);
  }
}

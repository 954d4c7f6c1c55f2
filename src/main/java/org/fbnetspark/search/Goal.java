package org.fbnetspark.search;

/**
 * What one theta is trained for. All goals of a search train the same weights.
 *
 * @param name among the goals; empty where it is the only one
 * @param settings of the search, with the goal's own loss, target and limits
 * @param health costs that are kept low, and what may go wrong with them
 */
public record Goal(String name, SearchSettings settings, SearchHealth health) {

  /** The goal of a search that has one. */
  public static Goal only(SearchSettings settings, SearchHealth health) {
    return new Goal("", settings, health);
  }
}

package org.fbnetspark.search;

/**
 * One of several goals of a search, by the configuration.
 *
 * @param name among them
 * @param search settings of a search for this goal alone
 * @param costs likewise
 */
public record GoalSettings(String name, SearchSettings search, CostSettings costs) {}

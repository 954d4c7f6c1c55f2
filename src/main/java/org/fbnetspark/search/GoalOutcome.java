package org.fbnetspark.search;

/**
 * What a goal has come to.
 *
 * @param name of the goal; empty where it is the only one
 * @param summary of a search of this goal alone
 */
public record GoalOutcome(String name, SearchSummary summary) {}

/**
 * Networks between cost and quality: which of them no other one beats in both, and how good they
 * are.
 */
package org.fbnetspark.search.pareto;

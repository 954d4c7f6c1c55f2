/** What search and retraining share: schedules, weights, counts. */
package org.fbnetspark.domain.train;

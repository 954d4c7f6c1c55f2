/** Schedules of training that search and retraining share. */
package org.fbnetspark.domain.train;

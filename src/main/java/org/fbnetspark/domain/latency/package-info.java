/** How long each op takes at each place, on one device in one setting. */
package org.fbnetspark.domain.latency;

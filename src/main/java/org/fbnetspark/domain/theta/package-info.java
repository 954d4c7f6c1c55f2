/** Theta, the gates sampled from it, and the architecture derived from it. */
package org.fbnetspark.domain.theta;
